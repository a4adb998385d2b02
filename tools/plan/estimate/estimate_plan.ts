import type { Estimate, PlanEstimate, PlannedTask } from '../../base/model/index.js';
import { sumEstimates } from './sum_estimates.js';

export interface EstimatedPlan {
  /** The tasks, unchanged except for their estimates. */
  readonly tasks: PlannedTask[];
  readonly estimate: PlanEstimate;
}

/**
 * Estimates how long each task of a plan takes, and how long the whole plan takes.
 *
 * The estimate of a task is the median of its job's durations. A single run that hung for a night does not change it.
 *
 * @param durations of each job's latest runs, in milliseconds; missing or empty for a job that never ran
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
