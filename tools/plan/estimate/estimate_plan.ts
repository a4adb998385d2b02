import type { Estimate, PlanEstimate, PlannedTask } from '../../base/model/index.js';
import { sumEstimates } from './sum_estimates.js';

export interface EstimatedPlan {
  /** The tasks as they came, each with its estimate. */
  readonly tasks: PlannedTask[];
  readonly estimate: PlanEstimate;
}

/**
 * Says how long each task of a plan takes, and how long all of them do.
 *
 * A task takes as long as the tasks of its job took in the middle: the median, which one run that hung for a night does
 * not move.
 *
 * @param durations of each job's latest runs, in milliseconds; a job that never ran is left out, or has none
 */
export function estimatePlan(
  tasks: readonly PlannedTask[],
  durations: ReadonlyMap<string, readonly number[]>,
): EstimatedPlan {
  const byJob = new Map(Array.from(durations, ([job, recent]) => [job, estimateFrom(recent)]));
  const estimated = tasks.map((task): PlannedTask => ({ ...task, estimate: byJob.get(task.job) ?? 'unknown' }));
  return { tasks: estimated, estimate: sumEstimates(estimated) };
}

function estimateFrom(durations: readonly number[]): Estimate {
  const sorted = durations.toSorted((left, right) => left - right);
  const low = sorted[(sorted.length - 1) >> 1];
  const high = sorted[sorted.length >> 1];
  return low === undefined || high === undefined
    ? 'unknown'
    : { ms: Math.round((low + high) / 2), samples: sorted.length };
}
