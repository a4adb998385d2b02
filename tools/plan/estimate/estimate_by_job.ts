import type { Estimate } from '../../base/model/index.js';

/**
 * Estimates how long a task of each job takes: the median of the durations of its job. A single run that hung for a night does
 * not change it.
 *
 * @param durations of each job's latest runs, in milliseconds; missing or empty for a job that never ran
 */
export function estimatesByJob(durations: ReadonlyMap<string, readonly number[]>): (job: string) => Estimate {
  const byJob = new Map(Array.from(durations, ([job, recent]) => [job, estimateFrom(recent)]));
  return (job) => byJob.get(job) ?? 'unknown';
}

function estimateFrom(durations: readonly number[]): Estimate {
  const sorted = durations.toSorted((left, right) => left - right);
  const low = sorted[(sorted.length - 1) >> 1];
  const high = sorted[sorted.length >> 1];
  return low === undefined || high === undefined
    ? 'unknown'
    : { ms: Math.round((low + high) / 2), samples: sorted.length };
}
