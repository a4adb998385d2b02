import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Capture } from '../../../base/runtime/index.js';

/** Runs a program to its end by Node's own means: jest gets no signals, and `capture` waits for one. */
export const capturePlainly: Capture = async ({ file, args, env, cwd, stdin, timeoutMs }) => {
  const child = spawn(file, [...args], { env, cwd, timeout: timeoutMs, killSignal: 'SIGKILL' });
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin ?? '');
  const ended = once(child, 'close') as Promise<[code: number | null, signal: string | null]>;
  const [stdout, stderrTail, [code, signal]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  const output = { stdout: Buffer.from(stdout), stderrTail };
  return code === null ? { kind: 'killed', signal: signal ?? '', ...output } : { kind: 'exited', code, ...output };
};
