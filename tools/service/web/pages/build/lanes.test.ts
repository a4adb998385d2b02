import { expect, test } from '@jest/globals';
import type { TaskSpan } from '../../api/types.js';
import { barAt, lanesOf, moved, ticks, zoomed } from './lanes.js';

const span = (id: string, startedAt: number, endedAt?: number, more: Partial<TaskSpan> = {}): TaskSpan => ({
  ...{ id, job: '//:j', state: 'succeeded', attempt: 1, startedAt },
  ...(endedAt !== undefined && { endedAt }),
  ...more,
});

const shown = (spans: readonly TaskSpan[], by: 'slot' | 'job', now = 100) =>
  lanesOf(spans, by, 'box', now).map(({ label, bars }) => [label, ...bars.map((bar) => bar.span.id)]);

test('tasks of a machine share as many lanes as ran at once', () => {
  const spans = [span('c', 5, 9), span('a', 0, 5), span('b', 2, 4), span('d', 4, 8)];
  expect(shown(spans, 'slot')).toEqual([
    ['box', 'a', 'c'],
    [undefined, 'b', 'd'],
  ]);
});

test('each machine and each job has lanes of its own', () => {
  const spans = [span('a', 0, 1), span('b', 0, 1, { host: 'far', job: '//:k' }), span('c', 2, 3, { job: '//:k' })];
  expect(shown(spans, 'slot')).toEqual([
    ['box', 'a', 'c'],
    ['far', 'b'],
  ]);
  expect(shown(spans, 'job')).toEqual([
    ['//:j', 'a'],
    ['//:k', 'b', 'c'],
  ]);
});

test('a task that runs lasts until now, and none lasts less than nothing', () => {
  const [lane] = lanesOf([span('a', 10), span('b', 200)], 'slot', 'box', 100);
  expect(lane?.bars.map(({ from, until }) => [from, until])).toEqual([
    [10, 100],
    [200, 200],
  ]);
});

test('the task at a point is found, also one that is too short to be hit', () => {
  const [lane = { bars: [] }] = lanesOf([span('a', 0, 10), span('b', 20, 20), span('c', 30, 40)], 'slot', 'box', 0);
  const at = (time: number, reach = 0) => barAt(lane, time, reach)?.span.id;
  expect([at(5), at(15), at(22), at(22, 3), at(40), at(50)]).toEqual(['a', undefined, undefined, 'b', 'c', undefined]);
});

test('ten thousand tasks are put into lanes', () => {
  const spans = Array.from({ length: 10_000 }, (_, index) => span(String(index), index, index + 64));
  expect(lanesOf(spans, 'slot', 'box', 0)).toHaveLength(64);
});

test('a range is zoomed around a point and moved, and stays inside', () => {
  const all = { from: 0, until: 1000 };
  expect(zoomed(all, 0.5, 500, all)).toEqual({ from: 250, until: 750 });
  expect(zoomed(all, 0.5, 0, all)).toEqual({ from: 0, until: 500 });
  expect(zoomed({ from: 250, until: 750 }, 4, 500, all)).toEqual(all);
  expect(moved({ from: 250, until: 750 }, 900, all)).toEqual({ from: 500, until: 1000 });
});

test('a scale has round times', () => {
  expect(ticks({ from: 0, until: 1000 }, 5)).toEqual([0, 200, 400, 600, 800, 1000]);
  expect(ticks({ from: 100_000, until: 250_000 }, 4)).toEqual([120_000, 180_000, 240_000]);
  expect(ticks({ from: 0, until: 86_400_000 * 50 }, 6).length).toBeLessThanOrEqual(7);
});
