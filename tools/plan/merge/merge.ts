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
 * Merges job graphs, or plans, into one that does what all of them do.
 *
 * The result is written in one way only, whatever the order of the sources and of what is in them: merging is
 * associative, commutative and idempotent to the byte, and merging a single source brings it into that form. The same
 * sources fail in the same way in any order.
 *
 *  - Jobs are those of all sources. One that is not the same in all of them was not planned with one version of the graph.
 *  - A task that several sources have is there once. Job, version, config and keys must be equal; reasons are joined:
 *    `forced` before `missing` before the kinds of change, and two of one kind say all that either says. It replaces
 *    what it replaces in any of them, and takes as long as the estimate says that rests on most runs.
 *  - The dependencies of a task are computed again from inputs and outputs, so it may depend on a task of another source.
 *  - A ref that one plan pruned and another builds is built. Where both pruned it, the later manifest proves it.
 *  - The label is that of the sources, or, of several graphs, all labels, sorted, with ` + ` in between. So are the
 *    snapshots of plans made against several states of a catalog: no catalog has such a snapshot, and it shows. So are
 *    the digests of several graphs.
 *  - Validity is the strictest that any plan was made by. How long it all takes, where any plan says so, and the id of
 *    the plan are computed again.
 *
 * @param sources with a name each, all different
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
    // Ids ascend with numbers, so that sorting numbers sorts ids.
    const targets = Int32Array.from(targetsOf(graph, number)).sort();
    task.dependsOn = Array.from(targets, (target) => ids[target] ?? '');
    return task;
  });
}

/** The tasks of a plan have a reason: the schema has seen to it. */
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
