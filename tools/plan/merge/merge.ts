import { sumEstimates } from '../estimate/index.js';
import { targetsOf } from '../../base/graph/index.js';
import {
  err,
  ok,
  PLAN_SCHEMA_VERSION,
  type JobGraph,
  type PartitionRef,
  type Plan,
  type PlannedTask,
  type Pruned,
  type Result,
  type Task,
} from '../../base/model/index.js';
import { planId } from '../plan/index.js';
import { canonicalJob, canonicalPruned, sortedSet } from './canonical.js';
import { claimRefs, findDifferences, findMixedKinds, findVersions } from './conflicts.js';
import type { MergeFailure } from './failure.js';
import { gather, gatherJobs, type JobVariants, type Makers, type MergeSource, type Variants } from './gather.js';
import { joinNames, joinPruned, joinValidities } from './join.js';
import { orderTasks, type Ordering } from './order.js';

/**
 * Merges job graphs, or plans, into one that does everything that they do.
 *
 * The result has one canonical form, whatever the order of the sources and of their contents. Merging is associative,
 * commutative and idempotent to the byte, and merging a single source brings it into canonical form. The same sources
 * fail in the same way in any order.
 *
 * - Jobs: those of all sources. A job that differs between sources is a failure, because they were made from
 *   different versions of the graph.
 * - Tasks: a task of several sources is kept once. Job, version, config and keys must be equal. Reasons are joined:
 *   `forced` before `missing` before the kinds of change, and two of the same kind list what both list. It replaces
 *   every manifest that it replaces in any source. Its estimate is the one with the most samples.
 * - Dependencies are computed again from inputs and outputs, so a task may depend on a task of another source.
 * - A ref that one plan prunes and another builds is built. If both prune it, the later manifest proves it.
 * - The label is that of the sources; if they differ, all labels, sorted and separated by ` + `. The same applies to
 *   catalog snapshots and graph digests. A joined snapshot matches no catalog.
 * - The validity is the strictest of all plans. The estimate of the whole, if any plan has one, and the id of the
 *   plan are computed again.
 *
 * @param sources with unique names
 */
export function merge(sources: readonly MergeSource[]): Result<JobGraph | Plan, MergeFailure[]> {
  if (sources.length === 0) return err([{ reason: 'nothing-to-merge' }]);
  const named = sources.toSorted((left, right) => (left.name === right.name ? 0 : left.name < right.name ? -1 : 1));
  const jobs = gatherJobs(named);
  const gathered = gather(named);
  const { makers, failures: claimedTwice } = claimRefs(gathered);
  const ordering = orderTasks(gathered, makers);
  const versions = findVersions(jobs);
  const failures: MergeFailure[] = [
    ...findMixedKinds(named),
    ...versions,
    ...findDifferences(gathered, makers, versions),
    ...claimedTwice,
    ...ordering.failures,
  ];
  if (failures.length > 0) return err(failures);

  const graphs = named.map(({ graph }) => graph);
  const tasks = writeTasks(gathered, ordering);
  const whole: JobGraph = {
    schemaVersion: PLAN_SCHEMA_VERSION,
    graph: joinNames(graphs.map(({ graph }) => graph)),
    graphDigest: joinNames(graphs.map(({ graphDigest }) => graphDigest)),
    jobs: writeJobs(jobs),
    outputs: sortedSet(graphs.flatMap(({ outputs }) => outputs)),
    tasks,
  };
  const plans = graphs.filter((graph) => 'pruned' in graph);
  if (plans.length === 0) return ok(whole);
  const validity = joinValidities(plans.map((plan) => plan.validity));
  const made: Omit<Plan, 'id'> = {
    ...whole,
    ...(validity !== undefined && { validity }),
    tasks: tasks.map(planned),
    pruned: writePruned(plans, makers),
    catalog: { snapshot: joinNames(plans.map(({ catalog }) => catalog.snapshot)) },
    ...(plans.some(({ estimate }) => estimate !== undefined) && { estimate: sumEstimates(tasks) }),
  };
  const { schemaVersion, ...rest } = made;
  return ok({ schemaVersion, id: planId(made), ...rest });
}

function writeJobs(jobs: JobVariants): JobGraph['jobs'] {
  return Object.fromEntries(Array.from(jobs, ([label, [{ job }]]) => [label, canonicalJob(job)]));
}

function writeTasks(gathered: readonly Variants[], { graph, order }: Ordering): Task[] {
  const ids = gathered.map(([{ task }]) => task.id);
  return Array.from(order, (number) => {
    const variants = gathered[number];
    if (variants === undefined) throw new RangeError(`no task ${String(number)} of ${String(gathered.length)}`);
    const [{ task }] = variants;
    // Ids are in ascending order of numbers, so sorting numbers sorts ids.
    const targets = Int32Array.from(targetsOf(graph, number)).sort();
    task.dependsOn = Array.from(targets, (target) => ids[target] ?? '');
    return task;
  });
}

/** The schema ensures that tasks of a plan have a reason. */
function planned(task: Task): PlannedTask {
  const { reason } = task;
  if (reason === undefined) throw new Error(`task ${task.id} of a plan has no reason`);
  return { ...task, reason };
}

function writePruned(plans: readonly Plan[], makers: Makers): Pruned[] {
  const byRef = new Map<PartitionRef, Pruned>();
  for (const { pruned } of plans) {
    for (const proof of pruned) {
      if (makers.has(proof.ref)) continue;
      const other = byRef.get(proof.ref);
      byRef.set(proof.ref, other === undefined ? canonicalPruned(proof) : joinPruned(other, proof));
    }
  }
  return [...byRef.values()].sort((left, right) => (left.ref < right.ref ? -1 : 1));
}
