import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { appears, dies, NODE_PROGRAM, passOnSignals } from '../../dev/testing/index.js';
import { signalProcess, startDetached, type DetachedProcess } from './detached.js';
import { processState } from './process_mark.js';

jest.setTimeout(30_000);

let dir: string;
let deafen: () => void;

beforeEach(async () => {
  deafen = passOnSignals('SIGCHLD');
  dir = await mkdtemp(join(tmpdir(), 'detached-'));
});

afterEach(async () => {
  deafen();
  await rm(dir, { recursive: true, force: true });
});

const sh = async (script: string, stdoutFile?: string): Promise<DetachedProcess> => {
  const started = await startDetached({
    program: '/bin/sh',
    args: ['-c', script],
    env: { PATH: '/usr/bin:/bin' },
    cwd: dir,
    stderrFile: join(dir, 'stderr'),
    ...(stdoutFile !== undefined && { stdoutFile }),
  });
  if (!started.ok) throw new Error(started.error);
  return started.value;
};

describe('a detached process', () => {
  test('reads its input, writes its output into files, and reports how it ended', async () => {
    const child = await sh('cat; echo trouble >&2; exit 3', join(dir, 'stdout'));
    child.stdin.end('refs\n');
    expect(await child.ended).toEqual({ code: 3 });
    expect(await readFile(join(dir, 'stdout'), 'utf8')).toBe('refs\n');
    expect(await readFile(join(dir, 'stderr'), 'utf8')).toBe('trouble\n');
  });

  test('leads a session of its own', async () => {
    const child = await sh('read -r line; ps -o sid= -p $$', join(dir, 'stdout'));
    child.stdin.end('go\n');
    await child.ended;
    expect(Number(await readFile(join(dir, 'stdout'), 'utf8'))).toBe(child.mark.pid);
  });

  test('gets no signal if its mark is that of an earlier process', async () => {
    const child = await sh('read -r line');
    expect(signalProcess({ ...child.mark, started: `${child.mark.started ?? ''}0` }, 'SIGKILL')).toBe(false);
    expect(processState(child.mark)).toBe('lives');
    expect(signalProcess(child.mark, 'SIGTERM')).toBe(true);
    expect(await child.ended).toEqual({ signal: 'SIGTERM' });
    expect(signalProcess(child.mark, 'SIGTERM')).toBe(false);
  });

  test('cannot be started from a program that does not exist', async () => {
    const request = { program: join(dir, 'none'), args: [], env: {}, cwd: dir, stderrFile: join(dir, 'stderr') };
    expect(await startDetached(request)).toEqual({ ok: false, error: 'ENOENT' });
  });
});

describe('if the process that started it ends', () => {
  const here = dirname(fileURLToPath(import.meta.url));
  const sources = join(here, '../../catalog/conformance/ts_sources.ts');

  /** Starts a process that starts a program. `write` is what it does with the input of the program. */
  const starter = (script: string, write: string, waits = true) =>
    spawn(
      NODE_PROGRAM,
      [
        ...['--import', sources, '--input-type=module', '--eval'],
        `const { startDetached } = await import(${JSON.stringify(join(here, 'detached.ts'))});
const { value } = await startDetached({ program: '/bin/sh', args: ['-c', ${JSON.stringify(script)}],
  env: { PATH: '/usr/bin:/bin' }, cwd: ${JSON.stringify(dir)}, stderrFile: ${JSON.stringify(join(dir, 'stderr'))} });
${write}
console.log(value.mark.pid);
if (${String(waits)}) setInterval(() => undefined, 1000);`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );

  test('it goes on if it has its whole input', async () => {
    const parent = starter(
      'cat > input; while [ ! -e go ]; do sleep 0.02; done; echo made > made',
      'value.stdin.end("all");',
    );
    const [pid] = (await once(parent.stdout, 'data')) as [Buffer];
    expect(await appears(join(dir, 'input'))).toBe('all');
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    expect(processState({ pid: Number(pid) })).toBe('lives');
    spawn('touch', [join(dir, 'go')]);
    expect(await appears(join(dir, 'made'))).toBe('made\n');
    await dies(Number(pid));
  });

  test('it does not keep that process from ending', async () => {
    const parent = starter(
      'cat; while [ ! -e go ]; do sleep 0.02; done; echo made > made',
      'value.stdin.end("all");',
      false,
    );
    const [pid] = (await once(parent.stdout, 'data')) as [Buffer];
    expect(await once(parent, 'exit')).toEqual([0, null]);
    expect(processState({ pid: Number(pid) })).toBe('lives');
    spawn('touch', [join(dir, 'go')]);
    expect(await appears(join(dir, 'made'))).toBe('made\n');
    await dies(Number(pid));
  });

  test('its input ends, if it does not have all of it', async () => {
    const parent = starter('cat > input', '');
    const [pid] = (await once(parent.stdout, 'data')) as [Buffer];
    expect(processState({ pid: Number(pid) })).toBe('lives');
    parent.kill('SIGKILL');
    await dies(Number(pid));
    expect(await readFile(join(dir, 'input'), 'utf8')).toBe('');
  });
});
