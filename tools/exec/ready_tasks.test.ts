import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Ranks } from './ranks.js';
import { groupsOf } from './groups.js';
import { ReadyTasks } from './ready_tasks.js';
import { needsOf, shortages, type Needs } from './resources.js';
import { POLICY, task } from './testing/index.js';

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

/** @param jobOf name of the job of each task @param batches size of the batches of a job; 1 for the others */
function readyOf(
  ranks: Ranks,
  table: Needs,
  jobOf: readonly string[],
  batches: Readonly<Record<string, number>> = {},
): ReadyTasks {
  const tasks = jobOf.map((job) => ({ job, config: task('t').config }));
  const jobs = new Map(Object.entries(batches).map(([job, batch]) => [job, { batch }]));
  return new ReadyTasks(ranks, table, groupsOf(tasks, jobs, table));
}

function takeAll(ready: ReadyTasks): number[] {
  const taken: number[] = [];
  for (let batch = ready.take(1); batch !== undefined; batch = ready.take(1)) taken.push(...batch);
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
        const ready = readyOf(ranksOf(ranked), table, jobs);
        for (const index of arrival) ready.add(index);
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
        const ready = readyOf(ranksOf(ranked), table, jobOf);
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
    const ready = readyOf(inOrder(6), table, ['small', 'small', 'large', 'small', 'small', 'small']);
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
    const ready = readyOf(inOrder(5), table, ['gpu', 'all', 'gpu', 'plain', 'plain']);
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

describe('a batch', () => {
  const times = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);

  test('has the best tasks of its job, at most as many as the job takes', () => {
    const ready = readyOf(ranksOf([3, 1, 4, 2, 0]), needs({ j: {} }, {}), times(5, 'j'), { j: 3 });
    for (let index = 0; index < 5; index++) ready.add(index);
    expect([ready.take(1), ready.size, ready.take(1), ready.take(1)]).toEqual([[3, 1, 4], 2, [2, 0], undefined]);
  });

  test('leaves as many tasks for each of the other slots that are free', () => {
    const ready = readyOf(inOrder(7), needs({ j: {} }, {}), times(7, 'j'), { j: 100 });
    for (let index = 0; index < 7; index++) ready.add(index);
    expect([ready.take(3), ready.take(2), ready.take(1)]).toEqual([
      [0, 1, 2],
      [3, 4],
      [5, 6],
    ]);
  });

  test('leaves none for slots that the resources do not allow', () => {
    const ready = readyOf(inOrder(6), needs({ j: { api: 1 } }, { api: 2 }), times(6, 'j'), { j: 100 });
    for (let index = 0; index < 6; index++) ready.add(index);
    expect([ready.take(4), ready.take(3), ready.take(2)]).toEqual([[0, 1, 2], [3, 4, 5], undefined]);
  });

  test('takes the resources of one attempt, whatever its size', () => {
    const ready = readyOf(inOrder(4), needs({ j: { api: 1 } }, { api: 1 }), times(4, 'j'), { j: 2 });
    for (let index = 0; index < 4; index++) ready.add(index);
    expect([ready.take(4), ready.take(4)]).toEqual([[0, 1], undefined]);
    ready.giveBack(1);
    expect(ready.take(4)).toEqual([2, 3]);
  });

  test('has only tasks of one job, and none that has to run alone', () => {
    const table = needs({ j: {}, k: {}, plain: {} }, {});
    const ready = readyOf(inOrder(6), table, ['j', 'k', 'j', 'j', 'k', 'plain'], { j: 9, k: 9 });
    for (const index of [0, 1, 2, 4, 5]) ready.add(index);
    ready.add(3, true);
    expect([ready.take(1), ready.take(1), ready.take(1), ready.take(1)]).toEqual([[0, 2], [1, 4], [3], [5]]);
  });

  test('has only tasks with the same executable', () => {
    const tasks = ['x', 'y', 'x'].map((executable) => ({ job: 'j', config: { ...task('t').config, executable } }));
    const table = needs({ j: {} }, {});
    const ready = new ReadyTasks(inOrder(3), table, groupsOf(tasks, new Map([['j', { batch: 9 }]]), table));
    for (let index = 0; index < 3; index++) ready.add(index);
    expect([ready.take(1), ready.take(1)]).toEqual([[0, 2], [1]]);
  });
});

function shuffled(count: number): fc.Arbitrary<number[]> {
  const all = Array.from({ length: count }, (_, index) => index);
  return fc.shuffledSubarray(all, { minLength: count, maxLength: count });
}
