import { criticalPath, linkById, reverse, topologicalOrder, type Graph } from '../../base/graph/index.js';
import type { PlanEstimate, Task } from '../../base/model/index.js';

/**
 * Sums up the estimates of tasks. A task without an estimate, or of unknown duration, counts as 0.
 *
 * @param tasks in any order; dependencies on other tasks are ignored
 * @param graph their dependencies, if the caller already has them
 */
export function sumEstimates(tasks: readonly Task[], graph: Graph = linkById(tasks)): PlanEstimate {
  const own = new Float64Array(tasks.length);
  /** By job, because the tasks of a job share the same samples. */
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
  const remaining = criticalPath(reverse(graph), topologicalOrder(graph), own);
  return {
    totalMs,
    criticalPathMs: remaining.reduce((longest, ms) => Math.max(longest, ms), 0),
    unknownTasks,
    samples: [...samples.values()].reduce((sum, count) => sum + count, 0),
  };
}
