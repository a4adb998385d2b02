import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Slot, type LaunchOutcome } from './slot.js';

const BASE_ENV = { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8' };

jest.setTimeout(60_000);

let dir: string;
let slot: Slot;
let groups: number[];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'slot-'));
  groups = [];
  slot = new Slot({ cwd: dir, env: BASE_ENV }, (pid) => groups.push(pid));
});

afterEach(async () => {
  await slot.close();
  await rm(dir, { recursive: true, force: true });
});

const log = (): string => join(dir, 'log');
const run = (
  program: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<LaunchOutcome> => slot.run({ program, args, env, logFile: log(), metadataFile: join(dir, 'metadata') });
const sh = (script: string): Promise<LaunchOutcome> => run('/bin/sh', ['-c', script]);
const exited = (code: number): LaunchOutcome => ({ kind: 'exited', code, wroteMetadata: false });

/** Waits until a process has said that it is there, by making a file. */
async function appears(path: string): Promise<string> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    const text = await readFile(path, 'utf8').catch(() => '');
    if (text !== '') return text;
    await new Promise(setImmediate);
  }
  throw new Error(`${path} does not appear`);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function dies(pid: number): Promise<void> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    if (!isAlive(pid)) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`process ${String(pid)} lives on`);
}

describe('what reaches the program', () => {
  const text = fc
    .oneof(
      { weight: 8, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
      { weight: 4, arbitrary: fc.string({ unit: fc.constantFrom(...'\'"`$\\\n\t\r;&|<>(){}[]*?!#~=% -'.split('')) }) },
      {
        weight: 1,
        arbitrary: fc.constantFrom('', '-n', '--', "'", '\\', '$(exit 9)', '\u0081\u0088\u00ff', '~', '=x'),
      },
      {
        weight: 1,
        arbitrary: fc.string({ unit: 'grapheme', maxLength: 5 }).map((part) => `${part}'x`.repeat(500)),
      },
    )
    .map((value) => value.replaceAll('\0', ''));

  test('every argument arrives byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 6 }), async (args) => {
        expect(await run('/usr/bin/printf', ['%s\\0', 'first', ...args])).toEqual(exited(0));
        expect((await readFile(log(), 'utf8')).split('\0')).toEqual(['first', ...args, '']);
      }),
      { numRuns: 150 },
    );
  });

  test('the environment is the slot’s and the launch’s, byte for byte, whatever shells make of the names', async () => {
    const name = fc.oneof(
      fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,12}$/),
      fc.constantFrom(
        'PATH',
        'HOME',
        'IFS',
        '_',
        'OPTIND',
        'LINENO',
        'PPID',
        'UID',
        'PWD',
        'OLDPWD',
        'SHLVL',
        'PS4',
        'LC_ALL',
        'LANG',
        'BASH_ENV',
        'ENV',
        'RANDOM',
        's',
        'r',
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, text, { maxKeys: 6 }), async (env) => {
        expect(await run('/usr/bin/env', ['-0'], env)).toEqual(exited(0));
        const entries = (await readFile(log(), 'utf8')).split('\0').slice(0, -1);
        const seen = Object.fromEntries(
          entries.map((entry) => {
            const at = entry.indexOf('=');
            return [entry.slice(0, at), entry.slice(at + 1)];
          }),
        );
        expect(seen).toEqual({ ...BASE_ENV, ...env });
      }),
      { numRuns: 150 },
    );
  });

  test('a value of 100 KB', async () => {
    const value = `'"\n$`.repeat(25_000);
    expect(await run('/usr/bin/printf', ['%s', value], { LARGE: value })).toEqual(exited(0));
    expect(await readFile(log(), 'utf8')).toBe(value);
  });

  test('a program with "=" in its path runs under variables that need env(1)', async () => {
    const program = join(dir, 'a=b');
    await writeFile(program, '#!/bin/sh\necho "$OPTIND ran $1"\n', { mode: 0o755 });
    expect(await run(program, ['here'], { LC_ALL: 'C' })).toEqual(exited(0));
    expect(await readFile(log(), 'utf8')).toBe('1 ran here\n');
  });

  test('starts in the directory of the slot, with no input, no open file and no signal ignored', async () => {
    await sh('pwd; cat; ls /proc/self/fd | wc -l; grep -E "Sig(Blk|Ign)" /proc/self/status');
    const [cwd, files, ...signals] = (await readFile(log(), 'utf8')).trim().split('\n');
    expect(cwd).toBe(dir);
    // 0, 1, 2 and the listing itself; a test runner may pass on others that it left open.
    expect(Number(files)).toBeLessThan(8);
    expect(signals.map((line) => line.replace(/\t0+$/, ''))).toEqual(['SigBlk:', 'SigIgn:']);
  });
});

describe('how it ended', () => {
  test.each([0, 1, 2, 125, 126, 127, 128, 129, 130, 137, 139, 143, 255])('exit code %i', async (code) => {
    expect(await sh(`exit ${String(code)}`)).toEqual(exited(code));
  });

  test.each(['SIGKILL', 'SIGTERM', 'SIGSEGV', 'SIGHUP', 'SIGQUIT', 'SIGABRT', 'SIGUSR1'])(
    'killed by %s',
    async (signal) => {
      expect(await sh(`kill -s ${signal.slice(3)} $$`)).toEqual({ kind: 'killed', signal });
    },
  );

  test('what the job says about signals is not mistaken for what the shell says', async () => {
    expect(await sh('echo Killed; echo "=0"; echo databuild:log >&2; exit 137')).toEqual(exited(137));
    expect(await readFile(log(), 'utf8')).toBe('Killed\n=0\ndatabuild:log\n');
  });

  test('a metadata file is noticed', async () => {
    expect(await run('/usr/bin/touch', ['metadata'])).toEqual({ kind: 'exited', code: 0, wroteMetadata: true });
  });

  test('a log that cannot be opened keeps the program from starting', async () => {
    const missing = join(dir, 'missing', 'log');
    const outcome = await slot.run({
      program: '/usr/bin/touch',
      args: ['ran'],
      env: {},
      logFile: missing,
      metadataFile: join(dir, 'm'),
    });
    expect(outcome).toMatchObject({ kind: 'log-not-opened', detail: expect.stringContaining(missing) });
    await expect(readFile(join(dir, 'ran'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('one slot runs thousands of processes one after the other', async () => {
    for (let index = 0; index < 300; index++) expect(await sh(`exit ${String(index % 7)}`)).toEqual(exited(index % 7));
    expect(groups).toHaveLength(1);
  });
});

describe('how it is ended', () => {
  test('SIGTERM reaches the process and its children, and not what comes after', async () => {
    const running = sh('sleep 1000 & echo "$!" > child; trap "exit 7" TERM; echo up > up; wait');
    await appears(join(dir, 'up'));
    const child = Number(await appears(join(dir, 'child')));
    slot.signal('SIGTERM');
    expect(await running).toEqual(exited(7));
    await dies(child);
    expect(await sh('exit 0')).toEqual({ kind: 'not-started' });
  });

  test('SIGKILL ends what ignores SIGTERM', async () => {
    const running = sh('trap "" TERM; echo up > up; while :; do sleep 1000; done');
    await appears(join(dir, 'up'));
    slot.signal('SIGTERM');
    slot.signal('SIGKILL');
    expect(await running).toEqual({ kind: 'killed', signal: 'SIGKILL' });
  });

  test('what a finished process left behind ends with the slot', async () => {
    expect(await sh('sleep 1000 & echo "$!" > child')).toEqual(exited(0));
    const child = Number(await appears(join(dir, 'child')));
    expect(isAlive(child)).toBe(true);
    await slot.close();
    await dies(child);
  });

  test('a helper that dies takes its process along, is reported and replaced', async () => {
    const running = sh('echo "$$" > up; sleep 1000');
    const job = Number(await appears(join(dir, 'up')));
    process.kill(groups[0] ?? 0, 'SIGSEGV');
    expect(await running).toEqual({ kind: 'slot-died', detail: 'it was killed by SIGSEGV' });
    await dies(job);
    expect(await sh('exit 3')).toEqual(exited(3));
    expect(groups).toHaveLength(2);
  });
});
