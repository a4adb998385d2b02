import { criticalPath, linkById, reverse, topologicalOrder } from '../../base/graph/index.js';
import type { PlanEstimate, Task } from '../../base/model/index.js';

/**
 * Says how long tasks with estimates take together. A task without one, or of unknown duration, counts as taking no time.
 *
 * @param tasks in any order; of what they wait for, only what is among them counts
 */
export function sumEstimates(tasks: readonly Task[]): PlanEstimate {
  const own = new Float64Array(tasks.length);
  /** By job: its tasks rest on the same runs. */
  const samples = new Map<string, number>();
  let totalMs = 0;
  let unknownTasks = 0;
  for (const [number, { job, estimate = 'unknown' }] of tasks.entries()) {
    if (estimate === 'unknown') {
      unknownTasks++;
    } else {
      own[number] = estimate.ms;
      totalMs += estimate.ms;
      samples.set(job, Math.max(samples.get(job) ?? 0, estimate.samples));
    }
  }
  const graph = linkById(tasks);
  const remaining = criticalPath(reverse(graph), topologicalOrder(graph), own);
  return {
    totalMs,
    criticalPathMs: remaining.reduce((longest, ms) => Math.max(longest, ms), 0),
    unknownTasks,
    samples: [...samples.values()].reduce((sum, count) => sum + count, 0),
  };
}
