import type { Task } from '../base/model/index.js';
import type { JobPolicy } from './policy.js';
import type { Needs } from './resources.js';

/** Tasks that may run in one attempt, or that need the same and run one at a time. */
export interface Group {
  /** Number of what an attempt needs, see `Needs`. */
  readonly needs: number;
  /** How many tasks one attempt runs at most. */
  readonly batch: number;
  /** The group of those of its tasks that have to run alone: itself if `batch` is 1. */
  readonly alone: number;
}

export interface Groups {
  /** Number of the group of each task. */
  readonly groupOf: Int32Array;
  /** By that number. */
  readonly groups: readonly Group[];
}

/** Groups tasks: those in one batch are of one job and have the same executable, because one process runs them. */
export function groupsOf(
  tasks: readonly Pick<Task, 'config' | 'job'>[],
  jobs: ReadonlyMap<string, Pick<JobPolicy, 'batch'>>,
  { classOf, amounts }: Needs,
): Groups {
  // The group of needs `n` is group `n`.
  const groups = amounts.map((_, needs): Group => ({ needs, batch: 1, alone: needs }));
  const batches = new Map<string, Map<string, number>>();
  const groupOf = new Int32Array(tasks.length);
  for (const [index, { job, config }] of tasks.entries()) {
    const batch = jobs.get(job)?.batch ?? 1;
    const needs = classOf.get(job) ?? 0;
    if (batch === 1) {
      groupOf[index] = needs;
      continue;
    }
    const byExecutable = batches.get(job) ?? new Map<string, number>();
    batches.set(job, byExecutable);
    const known = byExecutable.get(config.executable) ?? groups.push({ needs, batch, alone: needs }) - 1;
    byExecutable.set(config.executable, known);
    groupOf[index] = known;
  }
  return { groupOf, groups };
}
