import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { appears, dies, SlotRig } from '../../dev/testing/index.js';
import type { LaunchOutcome } from './launch.js';

jest.setTimeout(60_000);

let rig: SlotRig;

beforeEach(async () => {
  rig = await SlotRig.start({ size: 2, env: { PATH: '/usr/bin:/bin' }, graceMs: 50 });
});

afterEach(() => rig.stop());

const sh = (script: string, logFile = rig.log): Promise<LaunchOutcome> =>
  rig.run('/bin/sh', ['-c', script], { logFile });
const said = (): Promise<string> => readFile(rig.log, 'utf8');
const DONE = { kind: 'exited', code: 0, wroteMetadata: false };

/** A Python program that logs into its own standard streams, which it opens by path. */
const LOGGING = `
import logging, sys
print("one", flush=True)
log = logging.getLogger()
for path, text in [("/dev/stdout", "two"), ("/dev/stderr", "three"), ("/dev/stdout", "four")]:
    handler = logging.FileHandler(path)
    log.addHandler(handler)
    log.error(text)
    log.removeHandler(handler)
print("five", file=sys.stderr)
`;

describe('the log has all output in order', () => {
  test.each([
    [
      'opens its streams by path',
      'echo one; echo two > /dev/stderr; echo three; echo four > /dev/stdout; echo five >&2',
    ],
    [
      'appends to its streams by path',
      'echo one; echo two >> /dev/stderr; echo three; echo four >> /dev/stdout; echo five >&2',
    ],
    [
      'opens its streams by descriptor',
      'echo one; echo two > /dev/fd/2; echo three; echo four > /proc/self/fd/1; echo five',
    ],
    [
      'writes to its streams with tee',
      'echo one; echo two | tee /dev/stderr >/dev/null; printf "three\nfour\n" | tee -a /dev/stderr >/dev/null; echo five',
    ],
    ["appends to its streams with Python's logging", `exec python3 -c '${LOGGING}'`],
  ])('of a process that %s', async (_how, script) => {
    expect(await sh(script)).toEqual(DONE);
    expect(await said()).toBe('one\ntwo\nthree\nfour\nfive\n');
  });

  test('even if it is more than a pipe can hold', async () => {
    expect(await sh('seq 1000000; echo end > /dev/stderr')).toEqual(DONE);
    const lines = (await said()).split('\n');
    expect({ count: lines.length, last: lines.slice(-3) }).toEqual({ count: 1_000_002, last: ['1000000', 'end', ''] });
  });

  test('and is empty if a process prints nothing', async () => {
    expect(await sh('exit 0')).toEqual(DONE);
    expect(await said()).toBe('');
  });

  test('while the process still runs', async () => {
    const running = sh('echo up; until [ -e go ]; do sleep 0.01; done; echo down');
    await appears(rig.log, 'up\n');
    await writeFile(join(rig.dir, 'go'), '');
    expect(await running).toEqual(DONE);
    expect(await said()).toBe('up\ndown\n');
  });

  test('of a process that closes its streams before it exits', async () => {
    expect(await sh('echo one; exec >&- 2>&-; exit 3')).toEqual({ ...DONE, code: 3 });
    expect(await said()).toBe('one\n');
  });
});

describe('a process that a task leaves running', () => {
  /** Leaves the process group, prints that it is ready, and prints more when the file `go` appears. */
  const LEAVE =
    'setsid sh -c "echo \\$\\$ > left; until [ -e go ]; do sleep 0.01; done; echo late; exec sleep 1000" & ' +
    'until [ -s left ]; do sleep 0.01; done; echo own';

  test('does not keep the task from ending, and still writes into the log of its task', async () => {
    expect(await sh(LEAVE)).toEqual(DONE);
    const pid = Number(await appears(join(rig.dir, 'left')));
    expect(await sh('echo another', join(rig.dir, 'log2'))).toEqual(DONE);
    await writeFile(join(rig.dir, 'go'), '');
    expect(await appears(rig.log, 'late\n')).toBe('own\nlate\n');
    expect(await readFile(join(rig.dir, 'log2'), 'utf8')).toBe('another\n');
    process.kill(pid, 'SIGKILL');
    await dies(pid);
  });

  test('still writes into the log of its task after the slots are closed', async () => {
    expect(await sh(LEAVE)).toEqual(DONE);
    const pid = Number(await appears(join(rig.dir, 'left')));
    await rig.slots.close();
    await writeFile(join(rig.dir, 'go'), '');
    expect(await appears(rig.log, 'late\n')).toBe('own\nlate\n');
    process.kill(pid, 'SIGKILL');
    await dies(pid);
  });
});

test('a process whose log cannot be written is ended, and the outcome names the error', async () => {
  expect(await sh('while :; do echo more; done', '/dev/full')).toEqual({
    kind: 'log-not-written',
    detail: expect.stringContaining('ENOSPC: no space left on device'),
  });
  expect(await sh('echo last; exit 1', '/dev/full')).toMatchObject({ kind: 'log-not-written' });
});
