import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openFileTarget } from './file_target.js';
import { lineSink, type LineTarget } from './line_sink.js';
import type { SinkFailure } from './sink.js';

const HOUR_MS = 3_600_000;

let dir: string;
let failures: SinkFailure[];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'events-'));
  failures = [];
});

afterEach(() => rm(dir, { recursive: true }));

const onFailure = (failure: SinkFailure): void => {
  failures.push(failure);
};

const never = new AbortController().signal;

/** A target whose writes end when the test decides. */
const slowTarget = () => {
  const writes: { readonly text: string; readonly end: (error?: Error) => void }[] = [];
  let told = Promise.withResolvers<undefined>();
  const target: LineTarget = {
    write: (text) => {
      const { promise, resolve, reject } = Promise.withResolvers<undefined>();
      writes.push({
        text,
        end: (error) => {
          if (error === undefined) resolve(undefined);
          else reject(error);
        },
      });
      told.resolve(undefined);
      return promise;
    },
    close: () => Promise.resolve(),
    destroy: () => undefined,
  };
  const nextWrite = async () => {
    if (writes.length === 0) await told.promise;
    told = Promise.withResolvers();
    return writes.shift()!;
  };
  return { target, nextWrite };
};

const sinkTo = (target: LineTarget, options = {}) =>
  lineSink({ name: 'there', open: () => Promise.resolve(target), onFailure, gatherMs: HOUR_MS, ...options });

test('lines are gathered and written together; an urgent one is written at once with all before it', async () => {
  const { target, nextWrite } = slowTarget();
  const sink = sinkTo(target);
  sink.write('1\n', false);
  sink.write('2\n', false);
  sink.write('3\n', true);
  const first = await nextWrite();
  expect(first.text).toBe('1\n2\n3\n');
  // Nothing else is written during the first write.
  sink.write('4\n', true);
  sink.write('5\n', false);
  first.end();
  const second = await nextWrite();
  expect(second.text).toBe('4\n5\n');
  second.end();
  await sink.close(never);
  expect(failures).toEqual([]);
});

test('gathered lines are written when their time is over', async () => {
  const { target, nextWrite } = slowTarget();
  const sink = sinkTo(target, { gatherMs: 1 });
  sink.write('1\n', false);
  const first = await nextWrite();
  sink.write('2\n', false);
  first.end();
  (await nextWrite()).end();
  await sink.close(never);
});

test('closing writes the remaining lines', async () => {
  const { target, nextWrite } = slowTarget();
  const sink = sinkTo(target);
  sink.write('1\n', false);
  const closed = sink.close(never);
  const only = await nextWrite();
  expect(only.text).toBe('1\n');
  only.end();
  await closed;
});

test('closing does not wait for a target that hangs, and reports the lost lines', async () => {
  const { target, nextWrite } = slowTarget();
  const sink = sinkTo(target);
  sink.write('1\n', true);
  await nextWrite();
  const giveUp = new AbortController();
  const closed = sink.close(giveUp.signal);
  giveUp.abort();
  await closed;
  expect(failures).toEqual([{ reason: 'events-target-too-slow', target: 'there', waiting: 2 }]);
});

test('the first failure is reported, and nothing is written after it', async () => {
  const { target, nextWrite } = slowTarget();
  const sink = sinkTo(target);
  sink.write('1\n', true);
  const first = await nextWrite();
  sink.write('2\n', false);
  first.end(Object.assign(new Error('disk full'), { code: 'ENOSPC' }));
  await sink.close(never);
  sink.write('3\n', true);
  await sink.close(never);
  expect(failures).toEqual([{ reason: 'events-not-written', target: 'there', code: 'ENOSPC' }]);
});

test('a target that is too slow is given up before memory runs out', async () => {
  const { target, nextWrite } = slowTarget();
  const sink = sinkTo(target, { maxWaiting: 10 });
  sink.write('12345\n', true);
  await nextWrite();
  for (let more = 0; more < 5; more++) sink.write('1234\n', false);
  await sink.close(never);
  expect(failures).toEqual([{ reason: 'events-target-too-slow', target: 'there', waiting: 11 }]);
});

test('a file is created with its directories, is appended to, and each writer begins a new line', async () => {
  const path = join(dir, 'a', 'b', 'events.jsonl');
  const append = async (line: string): Promise<void> => {
    const sink = lineSink({ name: path, open: () => openFileTarget(path), onFailure });
    sink.write(line, false);
    await sink.close(never);
  };
  await append('1\n');
  await append('2\n');
  expect(await readFile(path, 'utf8')).toBe('1\n2\n');
  await writeFile(path, '1\n{"torn');
  await append('2\n');
  expect(await readFile(path, 'utf8')).toBe('1\n{"torn\n2\n');
  expect(failures).toEqual([]);
});

test('many lines arrive whole and in order', async () => {
  const path = join(dir, 'events.jsonl');
  const sink = lineSink({ name: path, open: () => openFileTarget(path), onFailure, gatherMs: 1 });
  const lines = Array.from({ length: 20_000 }, (_, at) => `${String(at)} ${'x'.repeat(100)}\n`);
  for (const [at, line] of lines.entries()) {
    sink.write(line, at % 5000 === 0);
    if (at % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await sink.close(never);
  expect(await readFile(path, 'utf8')).toBe(lines.join(''));
});

test.each([
  ['a directory in its place', 'taken', 'EISDIR'],
  ['a file in the place of its directory', 'file/events.jsonl', 'ENOTDIR'],
])('%s is reported with its code', async (_, name, code) => {
  await mkdir(join(dir, 'taken'));
  await writeFile(join(dir, 'file'), '');
  const path = join(dir, name);
  const sink = lineSink({ name: path, open: () => openFileTarget(path), onFailure });
  sink.write('1\n', true);
  await sink.close(never);
  expect(failures).toEqual([{ reason: 'events-not-written', target: path, code }]);
});

test('a sink that keeps everything delivers every line to a slow target, and reports when it has room', async () => {
  const { target, nextWrite } = slowTarget();
  const sink = sinkTo(target, { keepAll: true });
  const line = `${'x'.repeat(64 * 1024 - 1)}\n`;
  let lines = 0;
  while (sink.room?.() === undefined) {
    sink.write(line, false);
    lines++;
  }
  // A writer that does not wait for room may write far more than the buffer holds.
  for (let more = 0; more < 1000; more++) sink.write(line, false);
  const hasRoom = sink.room();
  const closed = Promise.withResolvers<undefined>();
  let written = 0;
  const takeAll = async () => {
    while (written < (lines + 1000) * line.length) {
      const { text, end } = await nextWrite();
      written += text.length;
      end();
    }
    closed.resolve(undefined);
  };
  const taking = takeAll();
  await hasRoom;
  expect(sink.room()).toBeUndefined();
  // The sink is never given up.
  await Promise.all([sink.close(AbortSignal.abort()), closed.promise, taking]);
  expect(written).toBe((lines + 1000) * line.length);
  expect(failures).toEqual([]);
});

test('a sink that keeps everything holds nobody up after its target has failed', async () => {
  const { target, nextWrite } = slowTarget();
  const sink = sinkTo(target, { keepAll: true });
  const line = `${'x'.repeat(1024 * 1024)}\n`;
  let hasRoom: Promise<void> | undefined;
  while ((hasRoom = sink.room?.()) === undefined) sink.write(line, false);
  (await nextWrite()).end(Object.assign(new Error('full'), { code: 'ENOSPC' }));
  await hasRoom;
  expect(sink.room?.()).toBeUndefined();
  await sink.close(never);
  expect(failures).toEqual([{ reason: 'events-not-written', target: 'there', code: 'ENOSPC' }]);
});

/** A FIFO, and a sink to it. */
const fifoSink = async () => {
  const path = join(dir, 'fifo');
  await promisify(execFile)('mkfifo', [path]);
  const told = Promise.withResolvers<SinkFailure>();
  const sink = lineSink({
    name: path,
    open: () => openFileTarget(path),
    onFailure: (failure) => {
      failures.push(failure);
      told.resolve(failure);
    },
  });
  return { path, sink, told: told.promise };
};

test('a FIFO gets all lines once it has a reader, even a late one', async () => {
  const { path, sink, told } = await fifoSink();
  sink.write('1\n', true);
  expect(await told).toEqual({ reason: 'events-without-reader', target: path });
  const reader = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  sink.write('2\n', false);
  await sink.close(never);
  expect((await reader.read()).buffer.subarray(0, 4).toString()).toBe('1\n2\n');
  await reader.close();
  expect(failures).toHaveLength(1);
});

test('a FIFO without a reader does not delay the end', async () => {
  const { path, sink, told } = await fifoSink();
  sink.write('1\n', true);
  await told;
  const giveUp = new AbortController();
  const closed = sink.close(giveUp.signal);
  giveUp.abort();
  await closed;
  expect(failures[1]).toEqual({ reason: 'events-not-written', target: path, code: 'ENXIO' });
});

test('a FIFO whose reader stops reading does not delay the end', async () => {
  const { path, sink } = await fifoSink();
  const reader = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  sink.write('x'.repeat(1_000_000), true);
  const giveUp = new AbortController();
  const closed = sink.close(giveUp.signal);
  giveUp.abort();
  await closed;
  expect(failures).toEqual([{ reason: 'events-target-too-slow', target: path, waiting: 1_000_000 }]);
  await reader.close();
});

test('a full device is reported with its code', async () => {
  const sink = lineSink({ name: 'full', open: () => openFileTarget('/dev/full'), onFailure });
  sink.write('1\n', true);
  await sink.close(never);
  expect(failures).toEqual([{ reason: 'events-not-written', target: 'full', code: 'ENOSPC' }]);
});
