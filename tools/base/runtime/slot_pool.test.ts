import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { appears, dies, isAlive, SlotRig } from '../../dev/testing/index.js';
import type { LaunchOutcome } from './launch.js';

jest.setTimeout(60_000);

let rig: SlotRig;

beforeEach(async () => {
  rig = await SlotRig.start({ size: 2, env: { PATH: '/usr/bin:/bin' }, graceMs: 50 });
});

afterEach(() => rig.stop());

const sh = (script: string, timeoutMs = 100_000): Promise<LaunchOutcome> =>
  rig.run('/bin/sh', ['-c', script], { timeoutMs });
const exited = (code: number): LaunchOutcome => ({ kind: 'exited', code, wroteMetadata: false });

describe('the outcome of a launch', () => {
  test.each([0, 1, 2, 125, 126, 127, 128, 129, 130, 137, 139, 141, 143, 255])('has the exit code %i', async (code) => {
    expect(await sh(`exit ${String(code)}`)).toEqual(exited(code));
  });

  test.each(['HUP', 'INT', 'QUIT', 'ABRT', 'KILL', 'USR1', 'SEGV', 'PIPE', 'ALRM', 'TERM'])(
    'names SIG%s if that killed the process',
    async (signal) => {
      expect(await sh(`kill -s ${signal} $$`)).toEqual({ kind: 'killed', signal: `SIG${signal}` });
    },
  );

  test('gives the number of a signal that has no name', async () => {
    expect(await sh('kill -s 40 $$')).toEqual({ kind: 'killed', signal: 'signal 40' });
  });

  test('says whether the process wrote a metadata file', async () => {
    expect(await rig.run('/usr/bin/touch', ['metadata'])).toEqual({ kind: 'exited', code: 0, wroteMetadata: true });
  });

  test('says that the log could not be opened, and the program is not started', async () => {
    const logFile = join(rig.dir, 'taken');
    await mkdir(logFile);
    const outcome = await rig.run('/usr/bin/touch', ['ran'], { logFile });
    expect(outcome).toMatchObject({ kind: 'log-not-opened', detail: expect.stringContaining(logFile) });
    await expect(readFile(join(rig.dir, 'ran'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('does not empty the log if the launch appends', async () => {
    await sh('echo one');
    await rig.run('/bin/sh', ['-c', 'echo two >&2'], { append: true });
    expect(await readFile(rig.log, 'utf8')).toBe('one\ntwo\n');
    await sh('echo three');
    expect(await readFile(rig.log, 'utf8')).toBe('three\n');
  });

  test('keeps standard output out of the log if it has a file of its own', async () => {
    const stdoutFile = join(rig.dir, 'stdout');
    await writeFile(stdoutFile, 'from before, and longer than what comes');
    await rig.run('/bin/sh', ['-c', 'echo out; echo err >&2'], { stdoutFile });
    expect(await readFile(stdoutFile, 'utf8')).toBe('out\n');
    expect(await readFile(rig.log, 'utf8')).toBe('err\n');
  });

  test('has the system error if the program cannot be started', async () => {
    const program = join(rig.dir, 'job');
    await writeFile(program, '#!/no/such/interpreter\n', { mode: 0o644 });
    expect(await rig.run(program, [])).toEqual({ kind: 'start-failed', code: 'EACCES' });
    await chmod(program, 0o755);
    expect(await rig.run(program, [])).toEqual({ kind: 'start-failed', code: 'ENOENT' });
  });

  test('names the missing folder instead of the files in it', async () => {
    const lost = (purpose: string, path: string, code = 'ENOENT'): unknown => ({
      kind: 'directory-unusable',
      directory: { reason: 'directory-unusable', purpose, path, code },
    });
    const removed = join(rig.dir, 'removed');
    expect(await rig.run('/bin/true', [], { logFile: join(removed, 'logs/log') })).toEqual(lost('build', removed));
    expect(await rig.run(join(removed, 'bin/job'), [])).toEqual(lost('runfiles', removed));
    await rm(rig.dir, { recursive: true });
    const elsewhere = { logFile: '/dev/null' };
    expect(await rig.run('/bin/true', [], elsewhere)).toEqual(lost('data', rig.dir));
    await writeFile(rig.dir, '');
    expect(await rig.run('/bin/true', [], elsewhere)).toEqual(lost('data', rig.dir, 'ENOTDIR'));
  });

  test('is right for many processes that run one after the other in each slot', async () => {
    const series = async (): Promise<void> => {
      for (let index = 0; index < 150; index++)
        expect(await sh(`exit ${String(index % 7)}`)).toEqual(exited(index % 7));
    };
    await Promise.all([series(), series()]);
  });
});

describe('ending processes', () => {
  test('each process leads its own session and group, without a terminal', async () => {
    const both = await Promise.all([1, 2].map((name) => sh(`cut -d' ' -f1,5,6,7 /proc/$$/stat >${String(name)}`)));
    expect(both).toEqual([exited(0), exited(0)]);
    const [one, other] = await Promise.all(['1', '2'].map(async (name) => readFile(join(rig.dir, name), 'utf8')));
    for (const line of [one, other]) expect(line).toMatch(/^(\d+) \1 \1 0\n$/);
    expect(one).not.toBe(other);
  });

  test('stop sends SIGTERM to each process and its children, and starts nothing after that', async () => {
    const running = sh('sleep 1000 & echo "$!" > child; trap "exit 7" TERM; echo up > up; wait');
    await appears(join(rig.dir, 'up'));
    const child = Number(await appears(join(rig.dir, 'child')));
    rig.slots.stop();
    expect(await running).toEqual(exited(7));
    await dies(child);
    expect(await sh('exit 0')).toEqual({ kind: 'not-started' });
  });

  test('a process that ignores SIGTERM is killed after the grace period', async () => {
    const running = sh('trap "" TERM; echo up > up; while :; do sleep 1000; done');
    await appears(join(rig.dir, 'up'));
    rig.slots.stop();
    expect(await running).toEqual({ kind: 'killed', signal: 'SIGKILL' });
  });

  test('kill ends a running process and its group at once', async () => {
    const running = sh('trap "" TERM; sleep 1000 & echo "$!" > child; wait');
    const child = Number(await appears(join(rig.dir, 'child')));
    rig.slots.kill();
    expect(await running).toEqual({ kind: 'killed', signal: 'SIGKILL' });
    await dies(child);
  });

  test('the end of a process ends what it left running in its group, but no process of other slots', async () => {
    const beside = sh('until [ -e go ]; do sleep 0.01; done; exit 5');
    expect(await sh('sleep 1000 & echo "$!" > child')).toEqual(exited(0));
    await dies(Number(await readFile(join(rig.dir, 'child'), 'utf8')));
    await writeFile(join(rig.dir, 'go'), '');
    expect(await beside).toEqual(exited(5));
  });

  test('close ends running processes', async () => {
    const running = sh('echo "$$" > up; sleep 1000');
    const leader = Number(await appears(join(rig.dir, 'up')));
    await rig.slots.close();
    expect(isAlive(leader)).toBe(false);
    expect(await running).toEqual({ kind: 'killed', signal: 'SIGKILL' });
  });

  test('a process that exceeds its timeout is ended, and its slot can be used again', async () => {
    expect(await sh('sleep 1000', 50)).toEqual({ kind: 'timed-out' });
    expect(await sh('exit 3')).toEqual(exited(3));
  });

  test('a process that exceeds its timeout and ignores SIGTERM is killed after the grace period', async () => {
    expect(await sh('trap "" TERM; sleep 1000 & echo $! > child; while :; do sleep 1000; done', 100)).toEqual({
      kind: 'timed-out',
    });
    await dies(Number(await readFile(join(rig.dir, 'child'), 'utf8')));
  });
});
