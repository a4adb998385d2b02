import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PlanEstimate, PlannedTask } from '../../base/model/index.js';
import { fakePlan, type FakeTask } from '../../dev/testing/index.js';
import { estimatesByJob } from './estimate_by_job.js';
import { sumEstimates } from './sum_estimates.js';

const tasksOf = (...tasks: FakeTask[]): PlannedTask[] => fakePlan(tasks).tasks;

/** The durations of each job. The job of `a/1` is `//test:a`. */
const durations = (byName: Readonly<Record<string, readonly number[]>>): Map<string, readonly number[]> =>
  new Map(Object.entries(byName).map(([name, ms]) => [`//test:${name}`, ms]));

/** The tasks with their estimates, and that of all of them together. */
function estimatePlan(
  tasks: readonly PlannedTask[],
  known: ReadonlyMap<string, readonly number[]>,
): { readonly tasks: readonly PlannedTask[]; readonly estimate: PlanEstimate } {
  const estimateOf = estimatesByJob(known);
  const estimated = tasks.map((task) => ({ ...task, estimate: estimateOf(task.job) }));
  return { tasks: estimated, estimate: sumEstimates(estimated) };
}

test.each<[recent: readonly number[], ms: number]>([
  [[7], 7],
  [[900, 1, 20], 20],
  [[10, 1, 40, 20], 15],
  [[1, 2], 2],
  [[0], 0],
])('estimates a task as the median of the durations of its job: for %j, %d ms', (recent, ms) => {
  const { tasks } = estimatePlan(tasksOf({ outputs: ['a/1'] }), durations({ a: recent }));
  expect(tasks[0]?.estimate).toEqual({ ms, samples: recent.length });
});

test('estimates tasks of a job without durations as unknown, and sums up the others', () => {
  const tasks = tasksOf(
    { outputs: ['a/1'] },
    { outputs: ['a/2'] },
    { outputs: ['new/1'], inputs: ['a/1'] },
    { outputs: ['none/1'] },
    { outputs: ['b/1'], inputs: ['new/1'] },
  );
  const result = estimatePlan(tasks, durations({ a: [100, 200, 300], b: [30], none: [], other: [5] }));
  expect(result.tasks.map(({ estimate }) => estimate)).toEqual([
    { ms: 200, samples: 3 },
    { ms: 200, samples: 3 },
    'unknown',
    'unknown',
    { ms: 30, samples: 1 },
  ]);
  expect(result.estimate).toEqual({ totalMs: 430, criticalPathMs: 230, unknownTasks: 2, samples: 4 });
});

test('estimates a plan without tasks as 0', () => {
  expect(estimatePlan([], new Map())).toEqual({
    tasks: [],
    estimate: { totalMs: 0, criticalPathMs: 0, unknownTasks: 0, samples: 0 },
  });
});

test('the critical path is as long as the longest chain that a simple search finds', () => {
  const sizes = fc.array(fc.record({ ms: fc.nat(50), needs: fc.array(fc.nat(7), { maxLength: 3 }) }), { maxLength: 8 });
  fc.assert(
    fc.property(sizes, fc.boolean(), (rows, turned) => {
      const inOrder = tasksOf(
        ...rows.map(({ needs }, number) => ({
          outputs: [`j${String(number)}/x`],
          inputs: needs.filter((other) => other < number).map((other) => `j${String(other)}/x`),
        })),
      );
      const known = durations(Object.fromEntries(rows.map(({ ms }, number) => [`j${String(number)}`, [ms]])));
      const endOf = (number: number): number => {
        const { ms, needs } = rows[number] ?? { ms: 0, needs: [] };
        return ms + Math.max(0, ...needs.filter((other) => other < number).map(endOf));
      };
      const { estimate } = estimatePlan(turned ? inOrder.toReversed() : inOrder, known);
      expect(estimate.criticalPathMs).toBe(Math.max(0, ...rows.map((_, number) => endOf(number))));
      expect(estimate.totalMs).toBe(rows.reduce((sum, { ms }) => sum + ms, 0));
    }),
  );
});

test('the critical path of a chain of 100,000 tasks is their total', () => {
  const chain = tasksOf(
    ...Array.from({ length: 100_000 }, (_, number) => ({
      outputs: [`a/${String(number)}`],
      inputs: number === 0 ? [] : [`a/${String(number - 1)}`],
    })),
  );
  const { estimate } = estimatePlan(chain, durations({ a: [3, 5, 4] }));
  expect(estimate).toEqual({ totalMs: 400_000, criticalPathMs: 400_000, unknownTasks: 0, samples: 3 });
});
