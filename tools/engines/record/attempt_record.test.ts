import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ProcessMark } from '../../base/model/index.js';
import { ownProcessMark, processMark, timeIds } from '../../base/runtime/index.js';
import { AttemptRecord } from './attempt_record.js';

const DAY_MS = 24 * 3_600_000;

describe('a record of attempts', () => {
  let dir: string;
  let now: number;
  let dead: ProcessMark;
  const newId = timeIds(Date.now);

  beforeAll(async () => {
    const child = spawn('sleep', ['1000'], { stdio: 'ignore' });
    dead = processMark(child.pid ?? 0);
    child.kill('SIGKILL');
    await once(child, 'exit');
  });

  beforeEach(() => {
    dir = join(mkdtempSync(join(tmpdir(), 'record-')), 'attempts');
    now = Date.now();
  });

  afterEach(() => {
    rmSync(join(dir, '..'), { recursive: true });
  });

  const open = (): AttemptRecord => new AttemptRecord({ dir, newId, now: () => now });

  const names = (): string[] => readdirSync(dir);

  /** Writes the record of a driver that was killed. @param lines after the header */
  const leave = (lines: readonly object[], process: ProcessMark = dead): string => {
    mkdirSync(dir, { recursive: true });
    const path = join(dir, `${newId()}.jsonl`);
    writeFileSync(path, [{ formatVersion: 1, process }, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''));
    return path;
  };

  const batch = (id: string, tasks: Readonly<Record<string, string>>, time = now): object => ({
    batch: 'batch',
    time,
    attempts: { [id]: tasks },
  });

  test('is found by the next driver, each of its attempts once for each task', async () => {
    await open().note('b1', [
      {
        id: 'x1',
        tasks: new Map([
          ['t', 'basis'],
          ['u', 'other'],
        ]),
      },
    ]);
    const next = open();
    await next.refresh();
    expect(next.take('t')).toMatchObject({
      id: 'x1',
      batch: 'b1',
      tasks: new Map([
        ['t', 'basis'],
        ['u', 'other'],
      ]),
    });
    expect(next.take('t')).toBeUndefined();
    expect(next.take('u')).toMatchObject({ id: 'x1' });
    expect(next.take('v')).toBeUndefined();
    next.giveBack(['t']);
    expect(next.take('t')).toMatchObject({ id: 'x1' });
  });

  test('offers only the latest attempt at a task, in whichever record it is', async () => {
    leave([batch('x2', { t: 'new' })]);
    leave([batch('x1', { t: 'old', u: 'old' })]);
    const next = open();
    await next.refresh();
    expect([next.take('t')?.id, next.take('u')?.id]).toEqual(['x2', 'x1']);
  });

  test('shows what another driver appends, and which attempts it has cancelled', async () => {
    const [one, other] = [open(), open()];
    await one.note('b1', [{ id: 'x1', tasks: new Map([['t', 'basis']]) }]);
    await other.refresh();
    expect(other.take('t')).toMatchObject({ id: 'x1' });
    await one.note('b2', [{ id: 'x2', tasks: new Map([['t', 'basis']]) }]);
    await one.noteCancelled(['x2']);
    await other.refresh();
    expect(other.take('t')).toMatchObject({ id: 'x2' });
    expect([other.isCancelled('x1'), other.isCancelled('x2')]).toEqual([false, true]);
  });

  test('leaves out a last line that is cut off', async () => {
    const path = leave([batch('x1', { t: 'basis' })]);
    appendFileSync(path, JSON.stringify(batch('x2', { t: 'basis' })).slice(0, -3));
    const next = open();
    await next.refresh();
    expect(next.take('t')?.id).toBe('x1');
  });

  test('is removed when it is closed, with those of drivers that were killed', async () => {
    leave([batch('x1', { t: 'basis' })]);
    const next = open();
    await next.refresh();
    next.take('t');
    await next.note('b', [{ id: 'x2', tasks: new Map([['t', 'basis']]) }]);
    next.settle(['t']);
    await next.close([]);
    expect(names()).toEqual([]);
  });

  test('stays when it is closed before its attempts are settled, as that of a driver that was killed', async () => {
    const one = open();
    await one.note('b1', [
      { id: 'x1', tasks: new Map([['t', 'basis']]) },
      { id: 'x2', tasks: new Map([['u', 'basis']]) },
    ]);
    one.settle(['t']);
    await one.note('b2', [{ id: 'x3', tasks: new Map([['v', 'basis']]) }]);
    await one.close([]);
    const next = open();
    await next.refresh();
    // The first is settled.
    expect([next.take('t')?.id, next.take('u')?.id, next.take('v')?.id]).toEqual([undefined, 'x2', 'x3']);
  });

  test('settles an attempt of a driver that was killed, once all of its tasks are', async () => {
    leave([batch('x1', { t: 'basis', u: 'basis' })]);
    const second = open();
    await second.refresh();
    second.take('t');
    second.take('u');
    second.settle(['t']);
    await second.note('b', [{ id: 'x2', tasks: new Map([['v', 'basis']]) }]);
    const third = open();
    await third.refresh();
    expect(third.take('t')?.id).toBe('x1');
    second.settle(['u']);
    await second.noteCancelled(['x2']);
    await third.refresh();
    expect(third.take('u')).toBeUndefined();
  });

  test('keeps what nobody has settled, and forgets it after a month', async () => {
    leave([batch('x1', { t: 'basis', u: 'other' }), batch('x2', { v: 'third' }), { cancelled: ['x2'] }]);
    const next = open();
    await next.refresh();
    next.take('t');
    next.settle(['t', 'u']);
    await next.close([]);
    expect(names()).toHaveLength(1);
    const last = open();
    await last.refresh();
    expect(last.take('t')).toBeUndefined();
    expect(last.isCancelled('x2')).toBe(true);
    now += 31 * DAY_MS;
    await last.close([]);
    expect(names()).toEqual([]);
  });

  test('stays beside that of a driver that runs, and offers nothing any more', async () => {
    const running = leave([], ownProcessMark());
    const one = open();
    await one.note('b1', [
      { id: 'x1', tasks: new Map([['t', 'basis']]) },
      { id: 'x2', tasks: new Map([['u', 'basis']]) },
    ]);
    await one.noteCancelled(['x2']);
    one.settle(['t', 'u']);
    await one.close(['x2']);
    expect(names()).toHaveLength(2);
    const next = open();
    await next.refresh();
    expect(next.take('t')).toBeUndefined();
    // Its end was not seen.
    expect(next.take('u')).toMatchObject({ id: 'x2' });
    next.settle(['u']);
    rmSync(running);
    await next.close([]);
    expect(names()).toEqual([]);
  });

  test('of many attempts is read in one pass', async () => {
    const count = 100_000;
    const lines = Array.from({ length: count / 1000 }, (_, at) => ({
      batch: `b${String(at)}`,
      time: now,
      attempts: Object.fromEntries(
        Array.from({ length: 1000 }, (__, each) => [
          `x${String(at)}-${String(each)}`,
          { [`t${String(at)}-${String(each)}`]: 'basis' },
        ]),
      ),
    }));
    const path = leave(lines);
    const next = open();
    await next.refresh();
    expect(next.take('t99-999')?.id).toBe('x99-999');
    await next.close([]);
    const [kept = ''] = names();
    expect(kept).not.toBe(path);
    expect(readFileSync(join(dir, kept), 'utf8').split('\n')).toHaveLength(count + 2);
  });
});
