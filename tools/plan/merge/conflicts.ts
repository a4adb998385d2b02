import { compareJobs, compareTasks } from '../diff/index.js';
import { materialized, type PartitionRef } from '../../base/model/index.js';
import type { MergeFailure } from './failure.js';
import { found, type JobVariants, type Makers, type MergeSource, type Variant, type Variants } from './gather.js';

type KindsMixed = Extract<MergeFailure, { reason: 'kinds-mixed' }>;
type JobDiffers = Extract<MergeFailure, { reason: 'job-differs' }>;
type TaskDiffers = Extract<MergeFailure, { reason: 'task-differs' }>;
type ClaimedTwice = Extract<MergeFailure, { reason: 'refs-claimed-twice' }>;

/** Plans merge with plans and job graphs with job graphs. */
export function findMixedKinds(sources: readonly MergeSource[]): KindsMixed[] {
  const plans: string[] = [];
  const jobGraphs: string[] = [];
  for (const { name, graph } of sources) ('pruned' in graph ? plans : jobGraphs).push(name);
  return plans.length === 0 || jobGraphs.length === 0 ? [] : [{ reason: 'kinds-mixed', plans, jobGraphs }];
}

/** Finds jobs that are not the same in all sources: one failure for each form of a job besides its first. */
export function findVersions(jobs: JobVariants): JobDiffers[] {
  return [...jobs].flatMap(([job, [first, ...others]]) =>
    others.map((other): JobDiffers => {
      const changes = compareJobs(first.job, other.job);
      return { reason: 'job-differs', job, sources: [first.sources, other.sources], changes };
    }),
  );
}

/**
 * Finds which task makes each ref, and the refs that two tasks claim: one failure for each pair of tasks. Of several
 * tasks that claim a ref, each is paired with the first.
 */
export function claimRefs(tasks: readonly Variants[]): { makers: Makers; failures: ClaimedTwice[] } {
  const makers = new Map<PartitionRef, number>();
  const shared = new Map<string, { readonly pair: readonly [Variant, Variant]; readonly refs: PartitionRef[] }>();
  for (const [number, [variant]] of tasks.entries()) {
    for (const ref of variant.task.config.outputs) {
      const maker = makers.get(ref);
      if (maker === undefined) makers.set(ref, number);
      const first = maker === undefined || maker === number ? undefined : tasks[maker]?.[0];
      if (first === undefined) continue;
      const key = `${first.task.id} ${variant.task.id}`;
      const pair = shared.get(key);
      if (pair === undefined) shared.set(key, { pair: [first, variant], refs: [ref] });
      else if (pair.refs.at(-1) !== ref) pair.refs.push(ref);
    }
  }
  const failures = Array.from(shared.values(), ({ pair: [first, second], refs }): ClaimedTwice => {
    return { reason: 'refs-claimed-twice', refs, tasks: [found(first), found(second)] };
  });
  return { makers, failures: failures.sort((left, right) => compareFirst(left.refs, right.refs)) };
}

/**
 * Finds tasks that are not the same in all sources: one failure for each form of a task besides its first.
 *
 * A change upstream changes the keys of all that follows. A task whose keys alone differ, downstream of another
 * that differs, says nothing new and is left out; where a job differs, so is any whose keys alone do, as what is
 * upstream may not be shown, and that job's tasks, which have its version.
 *
 * @param versions the jobs that differ
 */
export function findDifferences(
  tasks: readonly Variants[],
  makers: Makers,
  versions: readonly JobDiffers[],
): TaskDiffers[] {
  const changedJobs = new Set(versions.map(({ job }) => job));
  const failures: TaskDiffers[] = [];
  for (const [first, ...others] of tasks) {
    for (const other of others) {
      const changes = compareTasks(first.task, other.task);
      const versionGoesWithJob = changedJobs.has(first.task.job);
      const keysOnly = changes.every(
        ({ field }) =>
          field === 'versionKey' || field === 'contentKey' || (field === 'jobVersion' && versionGoesWithJob),
      );
      if (keysOnly && (versions.length > 0 || hasDifferentInput(first, tasks, makers))) continue;
      failures.push({ reason: 'task-differs', tasks: [found(first), found(other)], changes });
    }
  }
  return failures.sort((left, right) => compareFirst(left.tasks[0].outputs, right.tasks[0].outputs));
}

function hasDifferentInput({ task }: Variant, tasks: readonly Variants[], makers: Makers): boolean {
  return materialized(task.config).some((ref) => {
    const maker = makers.get(ref);
    return maker !== undefined && (tasks[maker]?.length ?? 0) > 1;
  });
}

/** People look for a ref, not for an id; what has the same first ref stays in the order of ids. */
function compareFirst([left = '']: readonly string[], [right = '']: readonly string[]): number {
  return left === right ? 0 : left < right ? -1 : 1;
}
