import { criticalPath, topologicalOrder, type Graph } from '../base/graph/index.js';
import type { PlannedTask } from '../base/model/index.js';
import type { JobPolicy } from './policy.js';

/** The order in which tasks start when several could. */
export interface Ranks {
  /** By task: 0 starts first. */
  readonly rankOf: Int32Array;
  /** By rank. */
  readonly taskOf: Int32Array;
}

/**
 * Puts the task first that has the longest chain ahead of it: its own duration, plus the longest path through the tasks
 * that wait for it. The order of the plan decides between equals.
 */
export function rankTasks(
  tasks: readonly PlannedTask[],
  jobs: ReadonlyMap<string, JobPolicy>,
  graph: Graph,
  dependents: Graph,
): Ranks {
  const toCome = criticalPath(dependents, topologicalOrder(graph, dependents), durations(tasks, jobs));
  const taskOf = new Int32Array(tasks.length);
  for (let task = 0; task < tasks.length; task++) taskOf[task] = task;
  taskOf.sort((left, right) => (toCome[right] ?? 0) - (toCome[left] ?? 0) || left - right);
  const rankOf = new Int32Array(tasks.length);
  for (const [rank, task] of taskOf.entries()) rankOf[task] = rank;
  return { rankOf, taskOf };
}

/** Expected duration of a task in milliseconds: the recorded one, else the one that its job declares. */
export function expectedDurationMs(
  task: Pick<PlannedTask, 'estimate'>,
  policy: Pick<JobPolicy, 'expectedDurationMs'> | undefined,
): number | undefined {
  if (typeof task.estimate === 'object') return task.estimate.ms;
  const expected = policy?.expectedDurationMs ?? 0;
  return expected > 0 ? expected : undefined;
}

/** No task takes zero time: when all durations are 0, the number of tasks in a chain still counts. */
const SHORTEST_MS = 1;

/** A task of unknown duration counts as the median of the others; if all are unknown, all are equal. */
function durations(tasks: readonly PlannedTask[], jobs: ReadonlyMap<string, JobPolicy>): Float64Array {
  const own = new Float64Array(tasks.length).fill(Number.NaN);
  let known = 0;
  for (const [index, task] of tasks.entries()) {
    const duration = expectedDurationMs(task, jobs.get(task.job));
    if (duration === undefined) continue;
    own[index] = Math.max(SHORTEST_MS, duration);
    known++;
  }
  if (known === own.length) return own;
  const median = own.filter((duration) => !Number.isNaN(duration)).sort()[known >> 1] ?? SHORTEST_MS;
  return own.map((duration) => (Number.isNaN(duration) ? median : duration));
}
