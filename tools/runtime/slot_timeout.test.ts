import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LaunchOutcome } from './slot.js';
import { startSlots, type Slots } from './slot_pool.js';

jest.setTimeout(60_000);

let dir: string;
let slots: Slots;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'slots-'));
  slots = startSlots({ size: 1, cwd: dir, env: { PATH: '/usr/bin:/bin' }, graceMs: 50 });
});

afterEach(async () => {
  await slots.close();
  await rm(dir, { recursive: true, force: true });
});

const sh = (script: string, timeoutMs: number, append = false): Promise<LaunchOutcome> =>
  slots.run({
    program: '/bin/sh',
    args: ['-c', script],
    env: {},
    logFile: join(dir, 'log'),
    append,
    metadataFile: join(dir, 'metadata'),
    timeoutMs,
  });

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('what takes too long is ended, and the slot goes on', async () => {
  expect(await sh('sleep 1000', 50)).toEqual({ kind: 'timed-out' });
  expect(await sh('exit 3', 100_000)).toEqual({ kind: 'exited', code: 3, wroteMetadata: false });
});

test('what does not listen is killed when the grace is over, with all that it started', async () => {
  await sh('trap "" TERM; sleep 1000 & echo $! > child', 100_000);
  expect(await sh('trap "" TERM; while :; do sleep 1000; done', 100)).toEqual({ kind: 'timed-out' });
  const child = Number(await readFile(join(dir, 'child'), 'utf8'));
  while (isAlive(child)) await new Promise(setImmediate);
  expect(await sh('exit 0', 100_000)).toMatchObject({ code: 0 });
});

test('what ends in time is not touched', async () => {
  expect(await sh('kill -s USR1 $$', 100_000)).toEqual({ kind: 'killed', signal: 'SIGUSR1' });
});

test('a log can be gone on with', async () => {
  await sh('echo one', 100_000);
  await sh('echo two >&2', 100_000, true);
  expect(await readFile(join(dir, 'log'), 'utf8')).toBe('one\ntwo\n');
  await sh('echo three', 100_000);
  expect(await readFile(join(dir, 'log'), 'utf8')).toBe('three\n');
});
