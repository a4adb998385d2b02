import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Ranks } from './ranks.js';
import { ReadyTasks } from './ready_tasks.js';
import { needsOf, shortages, type Needs } from './resources.js';
import { POLICY } from './testing/index.js';

/** Ranks in the order of the list: the first task in it has the best. */
function ranksOf(order: readonly number[]): Ranks {
  const rankOf = new Int32Array(order.length);
  for (const [rank, task] of order.entries()) rankOf[task] = rank;
  return { rankOf, taskOf: Int32Array.from(order) };
}

const inOrder = (count: number): Ranks => ranksOf(Array.from({ length: count }, (_, task) => task));

/** Jobs by name, with what each needs. */
function needs(jobs: Readonly<Record<string, Record<string, number>>>, limits: Record<string, number>): Needs {
  const policies = Object.entries(jobs).map(([job, resources]) => [job, { ...POLICY, resources }] as const);
  return needsOf(new Map(policies), new Map(Object.entries(limits)));
}

function takeAll(ready: ReadyTasks): number[] {
  const taken: number[] = [];
  for (let task = ready.take(); task !== undefined; task = ready.take()) taken.push(task);
  return taken;
}

describe('the order of ready tasks', () => {
  test('follows the ranks, in whatever order the tasks became ready', () => {
    const order = fc
      .integer({ min: 0, max: 60 })
      .chain((count) => fc.tuple(shuffled(count), shuffled(count), fc.array(fc.nat(2), { maxLength: 60 })));
    fc.assert(
      fc.property(order, ([ranked, arrival, kinds]) => {
        // Needs that never run out must not change the order.
        const table = needs({ none: {}, cpu: { cpu: 1 }, both: { cpu: 1, gpu: 2 } }, { cpu: 100, gpu: 200 });
        const jobs = ranked.map((_, index) => ['none', 'cpu', 'both'][kinds[index] ?? 0] ?? 'none');
        const ready = new ReadyTasks(ranksOf(ranked), table, jobs);
        for (const task of arrival) ready.add(task);
        expect(takeAll(ready)).toEqual(ranked);
      }),
    );
  });
});

describe('resources', () => {
  const job = fc.record({ cpu: fc.nat(4), memory: fc.nat(3) });

  test('are never exceeded, and every task starts in the end', () => {
    const scene = fc
      .integer({ min: 1, max: 25 })
      .chain((count) =>
        fc.tuple(
          shuffled(count),
          fc.array(fc.nat(3), { minLength: count, maxLength: count }),
          fc.tuple(job, job, job, job),
          fc.array(fc.nat(100), { minLength: 1, maxLength: 30 }),
        ),
      );
    fc.assert(
      fc.property(scene, ([ranked, kinds, [a, b, c, d], ends]) => {
        const jobs = [a, b, c, d].map((taken, index) => [`job${String(index)}`, taken] as const);
        const table = needs(Object.fromEntries(jobs), { cpu: 4, memory: 3 });
        const jobOf = kinds.map((kind) => `job${String(kind)}`);
        const ready = new ReadyTasks(ranksOf(ranked), table, jobOf);
        for (const task of ranked.keys()) ready.add(task);
        const running: number[] = [];
        let started = 0;
        for (let round = 0; started < ranked.length || running.length > 0; round++) {
          const more = takeAll(ready);
          started += more.length;
          running.push(...more);
          for (const [resource, limit] of [
            ['cpu', 4],
            ['memory', 3],
          ] as const) {
            const taken = running.map((task) => [a, b, c, d][kinds[task] ?? 0]?.[resource] ?? 0);
            expect(taken.reduce((sum, amount) => sum + amount, 0)).toBeLessThanOrEqual(limit);
          }
          // If nothing runs and nothing can start, nothing ever will.
          expect(running.length).toBeGreaterThan(0);
          const [ended] = running.splice((ends[round % ends.length] ?? 0) % running.length, 1);
          ready.giveBack(ended ?? -1);
        }
      }),
    );
  });

  test('are reserved for a large task as they become free, so that small tasks behind it do not take them', () => {
    const table = needs({ small: { cpu: 1 }, large: { cpu: 4 } }, { cpu: 4 });
    const ready = new ReadyTasks(inOrder(6), table, ['small', 'small', 'large', 'small', 'small', 'small']);
    for (const task of [0, 1]) ready.add(task);
    expect(takeAll(ready)).toEqual([0, 1]);
    for (const task of [2, 3, 4, 5]) ready.add(task);
    expect(takeAll(ready)).toEqual([]);
    ready.giveBack(0);
    expect(takeAll(ready)).toEqual([]);
    ready.giveBack(1);
    expect(takeAll(ready)).toEqual([2]);
    ready.giveBack(2);
    expect(takeAll(ready)).toEqual([3, 4, 5]);
  });

  test('that a waiting task has reserved do not hold up tasks that use none of them', () => {
    const table = needs({ plain: {}, gpu: { gpu: 1 }, all: { cpu: 4, gpu: 1 } }, { cpu: 4, gpu: 1 });
    const ready = new ReadyTasks(inOrder(5), table, ['gpu', 'all', 'gpu', 'plain', 'plain']);
    for (let task = 0; task < 5; task++) ready.add(task);
    expect(takeAll(ready)).toEqual([0, 3, 4]);
    ready.giveBack(0);
    expect(takeAll(ready)).toEqual([1]);
    expect(ready.size).toBe(1);
  });

  test('have the limit 0 unless a limit is set, and jobs with equal needs share one number', () => {
    const jobs = new Map(
      Object.entries({ a: { cpu: 1 }, b: { cpu: 1, gpu: 0 }, c: {}, d: { cpu: 2 } }).map(([name, resources]) => [
        name,
        { ...POLICY, resources },
      ]),
    );
    const { classOf, limits } = needsOf(jobs, new Map([['cpu', 2]]));
    expect(Object.fromEntries(classOf)).toEqual({ a: 1, b: 1, c: 0, d: 2 });
    expect([...limits]).toEqual([2, 0]);
  });

  test('that a task needs beyond the limit are reported by job and name', () => {
    const jobs = new Map([
      ['//t:a', { ...POLICY, resources: { cpu: 2, license: 1 } }],
      ['//t:b', { ...POLICY, resources: { cpu: 3 } }],
      ['//t:c', { ...POLICY, resources: { cpu: 9 } }],
    ]);
    expect(shortages(['//t:a', '//t:b'], jobs, new Map([['cpu', 2]]))).toEqual([
      { job: '//t:a', resource: 'license', needed: 1, available: 0 },
      { job: '//t:b', resource: 'cpu', needed: 3, available: 2 },
    ]);
  });
});

function shuffled(count: number): fc.Arbitrary<number[]> {
  const all = Array.from({ length: count }, (_, index) => index);
  return fc.shuffledSubarray(all, { minLength: count, maxLength: count });
}
