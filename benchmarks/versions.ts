import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, totalmem } from 'node:os';

/** The processors and memory of this machine: `2 × Intel Xeon, 24 GiB`. */
export function machine(): string {
  const model = cpus()[0]?.model ?? 'unknown processor';
  return `${availableParallelism()} × ${model}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB`;
}

/** The versions of the measured programs: `Node 24.15.0, ninja 1.11.1`. */
export function versions(peers: readonly string[]): string {
  return [`Node ${process.versions.node}`, ...peers.map((peer) => `${peer} ${versionOf(peer)}`)].join(', ');
}

function versionOf(peer: string): string {
  if (peer === 'wireit') {
    const file = createRequire(import.meta.url).resolve('wireit/package.json');
    return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  }
  const { stdout } = spawnSync(peer, ['--version'], { encoding: 'utf8' });
  return /\d+(\.\d+)+/.exec(stdout)?.[0] ?? '(not installed)';
}
