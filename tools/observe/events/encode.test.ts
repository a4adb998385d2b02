import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as z from 'zod';
import { streamEventSchema } from './schema.js';
import { BUILD, CONTEXT, EACH_KIND, finished, lines, started, stopping, streamed, taskEvent } from './testing/index.js';

const ENGINE = [
  {
    type: 'build',
    event: 'waiting-for-engine',
    time: stopping.time,
    engine: 'slurm',
    reason: 'engine-full',
    detail: 'full',
  },
  { type: 'build', event: 'engine-answered', time: stopping.time, engine: 'slurm', reason: 'engine-full' },
  { type: 'build', event: 'adopted', time: stopping.time, engine: 'slurm', tasks: 3 },
] as const;

const everyKind = [
  started(1),
  ...Object.values(EACH_KIND).map((event) => taskEvent('a', event)),
  ...ENGINE,
  stopping,
  finished({ outcome: 'failed' }),
];

const TYPES = [
  'build.started',
  'task.announced',
  'task.waiting',
  'task.queued',
  'task.started',
  'task.retrying',
  'task.finished',
  'task.finished',
  'task.skipped',
  'task.aborted',
  'task.delegated',
  'task.unchanged',
  'build.waiting-for-engine',
  'build.engine-answered',
  'build.adopted',
  'build.stopping',
  'build.finished',
];

test('every event becomes one line that the JSON Schema accepts, without fields that it does not name', () => {
  const isEvent = new Ajv2020({ strict: false, validateFormats: false }).compile(
    z.toJSONSchema(streamEventSchema(), { io: 'input' }),
  );
  for (const line of lines(everyKind)) {
    expect(line).not.toContain('\n');
    expect({ line, valid: isEvent(JSON.parse(line)), errors: isEvent.errors }).toEqual({
      line,
      valid: true,
      errors: null,
    });
  }
  // Parsing with zod keeps only the fields that it knows.
  expect(streamed(everyKind)).toEqual(lines(everyKind).map((line) => JSON.parse(line) as unknown));
});

test('the envelope is a CloudEvents 1.0 envelope that identifies the build and the event', () => {
  const events = streamed(everyKind);
  expect(events.map(({ type }) => type)).toEqual(TYPES.map((type) => `dev.databuild.${type}.v1`));
  expect(events[1]).toMatchObject({
    specversion: '1.0',
    id: `${BUILD}.0000000002`,
    source: `//databuild/box/${BUILD}`,
    subject: 'a',
    time: '2026-01-02T03:04:05.679Z',
    sequence: '0000000002',
    datacontenttype: 'application/json',
  });
  expect(events.map(({ subject }) => subject)).toEqual([
    BUILD,
    ...Array<string>(11).fill('a'),
    BUILD,
    BUILD,
    BUILD,
    BUILD,
    BUILD,
  ]);
  const ids = events.map(({ id }) => id);
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
  expect(events.map(({ sequence }) => Number(sequence))).toEqual(ids.map((_, at) => at + 1));
});

test('success and failure of a task are one type with two outcomes, and only the end of the build is marked as last', () => {
  const events = streamed(everyKind);
  expect(events.flatMap(({ data }) => ('outcome' in data ? [data.outcome] : []))).toEqual([
    'succeeded',
    'failed',
    'failed',
  ]);
  expect(events.filter(({ data }) => 'last' in data && data.last)).toEqual(events.slice(-1));
});

test('any host name and build id make a valid URI reference and valid JSON', () => {
  const odd = { ...started(0), buildId: 'b "1"/ü' };
  const [event] = streamed([odd], { ...CONTEXT, host: 'bo x/ü' });
  expect(event).toMatchObject({ source: '//databuild/bo%20x%2F%C3%BC/b%20%221%22%2F%C3%BC', subject: 'b "1"/ü' });
});

test('all events of an attempt carry its trace context', () => {
  const first = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const second = '00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01';
  const events = streamed([
    started(1),
    taskEvent('a', EACH_KIND.announced),
    taskEvent('a', { ...EACH_KIND.started, traceparent: first }),
    taskEvent('b', EACH_KIND.started),
    taskEvent('a', EACH_KIND.retrying),
    taskEvent('a', { ...EACH_KIND.queued, traceparent: second }),
    taskEvent('a', { ...EACH_KIND.started, traceparent: second }),
    taskEvent('a', EACH_KIND.finished),
    taskEvent('c', { ...EACH_KIND.started, traceparent: first }),
    taskEvent('c', EACH_KIND.retrying),
    taskEvent('c', EACH_KIND.aborted),
    finished(),
  ]);
  expect(events.map(({ traceparent }) => traceparent)).toEqual([
    ...[undefined, undefined, first, undefined, first, second, second, second],
    ...[first, first, first, undefined],
  ]);
});
