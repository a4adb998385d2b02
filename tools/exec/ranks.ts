import { criticalPath, topologicalOrder, type Graph } from '../base/graph/index.js';
import type { PlannedTask } from '../base/model/index.js';
import type { JobPolicy } from './policy.js';

/** The order in which tasks start that could start at the same time. */
export interface Ranks {
  /** By task: 0 starts first. */
  readonly rankOf: Int32Array;
  /** By rank. */
  readonly taskOf: Int32Array;
}

/**
 * Puts the task first that has the longest chain of tasks to come: what it takes itself, and the longest way through
 * all that waits for it. Among equals the order of the plan decides.
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

/** How long a task takes by all that is known, in milliseconds: what was recorded, else what its job says. */
export function expectedDurationMs(task: PlannedTask, policy: JobPolicy | undefined): number | undefined {
  if (typeof task.estimate === 'object') return task.estimate.ms;
  const expected = policy?.expectedDurationMs ?? 0;
  return expected > 0 ? expected : undefined;
}

/** Nothing is done in no time: where all durations are 0, the number of tasks in a chain still counts. */
const SHORTEST_MS = 1;

/** Tasks of which nothing is known take as long as the median of the others, and all the same where there is none. */
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
