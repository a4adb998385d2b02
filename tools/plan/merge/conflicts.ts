import { compareJobs, compareTasks } from '../diff/index.js';
import { materialized, type PartitionRef } from '../../base/model/index.js';
import type { MergeFailure } from './failure.js';
import { found, type JobVariants, type Makers, type MergeSource, type Variant, type Variants } from './gather.js';

type KindsMixed = Extract<MergeFailure, { reason: 'kinds-mixed' }>;
type JobDiffers = Extract<MergeFailure, { reason: 'job-differs' }>;
type TaskDiffers = Extract<MergeFailure, { reason: 'task-differs' }>;
type ClaimedTwice = Extract<MergeFailure, { reason: 'refs-claimed-twice' }>;

/** Finds a mix of plans and job graphs, which cannot be merged. */
export function findMixedKinds(sources: readonly MergeSource[]): KindsMixed[] {
  const plans: string[] = [];
  const jobGraphs: string[] = [];
  for (const { name, graph } of sources) ('pruned' in graph ? plans : jobGraphs).push(name);
  return plans.length === 0 || jobGraphs.length === 0 ? [] : [{ reason: 'kinds-mixed', plans, jobGraphs }];
}

/** Finds jobs that differ between sources: one failure for each variant of a job after the first. */
export function findVersions(jobs: JobVariants): JobDiffers[] {
  return [...jobs].flatMap(([job, [first, ...others]]) =>
    others.map((other): JobDiffers => {
      const changes = compareJobs(first.job, other.job);
      return { reason: 'job-differs', job, sources: [first.sources, other.sources], changes };
    }),
  );
}

/**
 * Finds which task makes each ref, and the refs that two tasks claim: one failure for each pair of tasks. If several
 * tasks claim a ref, each is paired with the first.
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
 * Finds tasks that differ between sources: one failure for each variant of a task after the first.
 *
 * A change upstream changes the keys of everything downstream. So a task is left out if only its keys differ and one
 * of its inputs comes from a task that differs. If a job differs, every task whose keys alone differ is left out,
 * because the changed task upstream may not be in the sources. The version of the changed job's own tasks is ignored,
 * too.
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

/**
 * Sorts by the first ref, because people look for refs, not for ids. Tasks with the same first ref stay in the order
 * of ids.
 */
function compareFirst([left = '']: readonly string[], [right = '']: readonly string[]): number {
  return left === right ? 0 : left < right ? -1 : 1;
}
