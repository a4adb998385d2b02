import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { buildGraph, reverse } from '../base/graph/index.js';
import { linksOf } from './links.js';
import { plan, task } from './testing/index.js';
import { Waiting } from './waiting.js';

interface ReadRefs {
  readonly needs?: readonly number[];
  readonly queries?: readonly number[];
}

/** Tasks by what each reads: the indices of other tasks. */
function waiting(...reads: readonly ReadRefs[]): Waiting {
  const names = (numbers: readonly number[] = []): string[] => numbers.map(String);
  const tasks = reads.map(({ needs, queries }, number) => task(String(number), names(needs), {}, names(queries)));
  const links = linksOf(plan(...tasks));
  return new Waiting(links, reverse(links.ordered));
}

function freed(tasks: Waiting, made: number): number[] {
  const free: number[] = [];
  tasks.built(made, (task) => free.push(task));
  return free;
}

function cutOff(tasks: Waiting, failed: number): { off: ReturnType<Waiting['cutOff']>; free: number[] } {
  const free: number[] = [];
  const off = tasks.cutOff(failed, (task) => free.push(task));
  return { off, free };
}

test('a task is free when everything it waits for is built', () => {
  const tasks = waiting({}, { needs: [0] }, { queries: [0] }, { needs: [1], queries: [2] });
  expect([...tasks.free()]).toEqual([0]);
  expect(freed(tasks, 0)).toEqual([1, 2]);
  expect(freed(tasks, 2)).toEqual([]);
  expect(freed(tasks, 1)).toEqual([3]);
});

test('a failure cuts off each task that needs it once, and reports what that task waited for', () => {
  // 0 ← 2 ← 4, 1 ← 3 ← 4
  const tasks = waiting({}, {}, { needs: [0] }, { needs: [1] }, { needs: [2, 3] });
  expect(cutOff(tasks, 0)).toEqual({
    off: [
      { task: 2, waitedFor: 0 },
      { task: 4, waitedFor: 2 },
    ],
    free: [],
  });
  expect(freed(tasks, 1)).toEqual([3]);
  expect(freed(tasks, 3)).toEqual([]);
  expect(cutOff(tasks, 3).off).toEqual([]);
});

describe('a task that only queries something that cannot be built', () => {
  test('is free when the queried task has failed', () => {
    expect(cutOff(waiting({}, { queries: [0] }), 0)).toEqual({ off: [], free: [1] });
  });

  test('is free when the queried task is cut off and everything else it waits for is built', () => {
    const tasks = waiting({}, { needs: [0] }, { queries: [1] }, {}, { needs: [3], queries: [1] });
    expect(cutOff(tasks, 0)).toEqual({ off: [{ task: 1, waitedFor: 0 }], free: [2] });
    expect(freed(tasks, 3)).toEqual([4]);
  });

  test('is cut off when it also needs another output of the failed task', () => {
    const links = linksOf(
      plan(task('a', [], { outputs: task('a').config.outputs.concat(task('b').config.outputs) }), {
        ...task('c', ['a'], {}, ['b']),
      }),
    );
    expect(cutOff(new Waiting(links, reverse(links.ordered)), 0)).toEqual({
      off: [{ task: 1, waitedFor: 0 }],
      free: [],
    });
  });
});

test('a failure at the start of a chain of 100,000 tasks cuts off the whole chain', () => {
  const before = Array.from({ length: 99_999 }, (_, task) => task);
  const after = before.map((task) => task + 1);
  const chain = buildGraph(100_000, after, before);
  expect(cutOff(new Waiting({ ordered: chain, needed: chain }, reverse(chain)), 0).off).toHaveLength(99_999);
});

test('exactly the tasks that need a failed task are cut off, and every other task ends after everything it reads', () => {
  const reads = fc.record({
    needs: fc.array(fc.nat(), { maxLength: 2 }),
    queries: fc.array(fc.nat(), { maxLength: 2 }),
  });
  // Each task reads some of those before it. Whether it fails, and how soon it ends, is random.
  const story = fc.array(fc.tuple(reads, fc.boolean(), fc.nat()), { minLength: 1, maxLength: 12 }).map((drawn) =>
    drawn.map(([{ needs, queries }, fails, haste], number) => {
      const before = (all: readonly number[]): number[] => (number === 0 ? [] : all.map((each) => each % number));
      return { needs: before(needs), queries: before(queries), fails, haste };
    }),
  );
  fc.assert(
    fc.property(story, (told) => {
      const lost: boolean[] = [];
      for (const { needs } of told) lost.push(needs.some((need) => lost[need] === true || told[need]?.fails === true));
      const tasks = waiting(...told);
      const free = [...tasks.free()];
      const ended = new Set<number>();
      const cut: number[] = [];
      while (free.length > 0) {
        free.sort((left, right) => (told[left]?.haste ?? 0) - (told[right]?.haste ?? 0));
        const next = free.shift() ?? 0;
        const { needs = [], queries = [], fails = false } = told[next] ?? {};
        for (const read of [...needs, ...queries]) expect(ended.has(read)).toBe(true);
        expect(ended.has(next)).toBe(false);
        ended.add(next);
        const onFree = (task: number): unknown => free.push(task);
        if (!fails) tasks.built(next, onFree);
        else {
          for (const { task, waitedFor } of tasks.cutOff(next, onFree)) {
            expect(told[task]?.needs).toContain(waitedFor);
            expect(ended.has(task)).toBe(false);
            ended.add(task);
            cut.push(task);
          }
        }
      }
      expect(ended.size).toBe(told.length);
      expect(cut.sort((left, right) => left - right)).toEqual([...lost.keys()].filter((each) => lost[each]));
    }),
  );
});
