import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEvent, readEvents } from './read.js';
import type { StreamEvent } from './schema.js';
import { EACH_KIND, finished, lines, started, streamed, taskEvent } from './testing/index.js';

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'events-'));
});

afterEach(() => rm(dir, { recursive: true }));

const build = [
  started(1),
  taskEvent('ü', EACH_KIND.announced),
  taskEvent('ü', EACH_KIND.started),
  taskEvent('ü', EACH_KIND.finished),
  finished({ built: 1 }),
];

const read = async (content: string | Buffer) => {
  const path = join(dir, 'events.jsonl');
  await writeFile(path, content);
  const events: StreamEvent[] = [];
  return { done: await readEvents(path, (event) => events.push(event)), events, path };
};

const text = (given: readonly string[]): string => given.map((line) => `${line}\n`).join('');

test('a file cut off anywhere gives all whole events, and reports whether its last line is torn', async () => {
  const bytes = Buffer.from(text(lines(build)));
  const all = streamed(build);
  for (let length = 0; length <= bytes.length; length++) {
    // Try lengths around the ends of lines, and some within them.
    if (length % 29 > 0 && !bytes.subarray(Math.max(0, length - 2), length + 2).includes(0x0a)) continue;
    const cut = bytes.subarray(0, length);
    const feeds = cut.filter((byte) => byte === 0x0a).length;
    // A line that lacks only its line feed is whole.
    const whole = bytes[length] === 0x0a ? feeds + 1 : feeds;
    const { done, events } = await read(cut);
    const torn = length > 0 && cut.at(-1) !== 0x0a && whole === feeds;
    expect([done, events.length]).toEqual([{ ok: true, value: { torn, unknown: 0, odd: 0 } }, whole]);
    expect(events).toEqual(all.slice(0, whole));
  }
});

test('a line longer than one read is still one event', async () => {
  const long = taskEvent('a', { ...EACH_KIND.failed, logTail: 'ä'.repeat(1 << 20) });
  const { done, events } = await read(text(lines([started(1), long, finished()])));
  expect(done.ok).toBe(true);
  expect(events[1]?.data).toMatchObject({ logTail: 'ä'.repeat(1 << 20) });
});

test('events of unknown types are skipped and counted', async () => {
  const later = JSON.stringify({ specversion: '1.0', type: 'dev.databuild.task.paused.v1', data: 7 });
  const [first = '', ...rest] = lines(build);
  const { done, events } = await read(text([first, later, '', ...rest]));
  expect(done).toEqual({ ok: true, value: { torn: false, unknown: 1, odd: 0 } });
  expect(events).toEqual(streamed(build));
});

test.each([
  ['no JSON', '{"specversion":nil}', 'it is not JSON, at column 16: expected a value'],
  ['a number that changes', '{"specversion":1e400}', 'specversion, column 16, the number 1e400 would change'],
  ['JSON nested too deep', `{"a":${'['.repeat(100_000)}`, 'nested more than 110 deep'],
])('%s in the middle of a file is reported with its line', async (_, line, detail) => {
  const [first = '', ...rest] = lines(build);
  const { done, events, path } = await read(text([first, line, ...rest]));
  const failure = { reason: 'events-line-invalid', path, line: 2, detail: expect.stringContaining(detail) as unknown };
  expect(done).toEqual({ ok: false, error: failure });
  expect(events).toHaveLength(1);
});

test.each([
  ['no event', '7', 'Invalid input'],
  ['an event without its data', '{"specversion":"1.0","type":"dev.databuild.build.stopping.v1"}', 'id: '],
])('%s in the middle of a file is skipped, counted, and reported with its line', async (_, line, detail) => {
  const [first = '', ...rest] = lines(build);
  const { done, events } = await read(text([first, line, line, ...rest]));
  const firstOdd = { line: 2, detail: expect.stringContaining(detail) as unknown };
  expect(done).toEqual({ ok: true, value: { torn: false, unknown: 0, odd: 2, firstOdd } });
  expect(events).toEqual(streamed(build));
});

test('a negative duration, written after the clock was set back, counts as 0', async () => {
  const [first = '', ...rest] = lines(build);
  const odd = rest.map((line) => line.replace(/"durationMs":\d+/, '"durationMs":-3990.5'));
  expect(odd).not.toEqual(rest);
  const { done, events } = await read(text([first, ...odd]));
  expect(done).toEqual({ ok: true, value: { torn: false, unknown: 0, odd: 0 } });
  expect(events).toHaveLength(build.length);
  for (const { data } of events) if ('durationMs' in data) expect(data.durationMs).toBe(0);
});

test('a missing file is a failure with its code', async () => {
  const path = join(dir, 'none.jsonl');
  const done = await readEvents(path, () => undefined);
  expect(done).toEqual({ ok: false, error: { reason: 'events-unreadable', path, code: 'ENOENT' } });
});

test('an event with a field that a later version added is accepted', () => {
  const [first = ''] = lines(build);
  expect(parseEvent(first.replace('"data":{', '"partitionkey":"x","data":{"later":1,'))).toMatchObject({ ok: true });
});
