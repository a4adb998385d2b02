import type { JobGraph, PartitionRef, Plan, Reason, Task } from '../../base/model/index.js';
import { diffJobs } from './compare_jobs.js';
import { compareSets, compareTasks } from './compare_tasks.js';
import {
  DIFF_SCHEMA_VERSION,
  type ChangedTask,
  type DiffSide,
  type DiffTask,
  type GraphDiff,
  type PartitionState,
  type TaskChange,
} from './schema.js';

/**
 * Lists the differences between two job graphs, two plans, or one of each.
 *
 * Tasks are matched by id and partitions by ref, so order does not matter. A new catalog snapshot does not matter
 * either, as long as the same tasks run. Reasons are compared only if both sides are plans.
 *
 * Fields that affect neither what is built nor how are not compared: ids, estimates, replaced manifests, and the
 * validity.
 */
export function diff(before: JobGraph | Plan, after: JobGraph | Plan): GraphDiff {
  const outputs = compareSets(before.outputs, after.outputs, (ref) => ref);
  const jobs = diffJobs(before.jobs, after.jobs);
  const tasks = diffTasks(before, after);
  const partitions = diffPartitions(before, after, tasks.changed);
  const old = describeSide(before);
  const current = describeSide(after);
  const same =
    old.graph === current.graph &&
    old.kind === current.kind &&
    [outputs, jobs, tasks, partitions].every((lists) => Object.values(lists).every(({ length }) => length === 0));
  return { schemaVersion: DIFF_SCHEMA_VERSION, same, old, new: current, outputs, jobs, tasks, partitions };
}

function describeSide(graph: JobGraph | Plan): DiffSide {
  const side = { graph: graph.graph, tasks: graph.tasks.length };
  if (!('pruned' in graph)) return { ...side, kind: 'job-graph', pruned: 0 };
  return { ...side, kind: 'plan', pruned: graph.pruned.length, snapshot: graph.catalog.snapshot };
}

function diffTasks(before: JobGraph | Plan, after: JobGraph | Plan): GraphDiff['tasks'] {
  const old = tasksById(before);
  const current = tasksById(after);
  const reasonsCount = 'pruned' in before && 'pruned' in after;
  const removed: DiffTask[] = [];
  const changed: ChangedTask[] = [];
  for (const [id, task] of old) {
    const successor = current.get(id);
    if (successor === undefined) {
      removed.push(summary(task));
      continue;
    }
    const changes = compareTasks(task, successor);
    changes.push(...compareOrder(task, successor, old, current));
    if (reasonsCount) changes.push(...compareReasons(task.reason, successor.reason));
    if (changes.length > 0) changed.push({ ...summary(successor), changes });
  }
  const added = [...current.values()].filter(({ id }) => !old.has(id)).map(summary);
  return { removed: removed.sort(byOutput), added: added.sort(byOutput), changed: changed.sort(byOutput) };
}

function tasksById(graph: JobGraph | Plan): Map<string, Task> {
  return new Map(graph.tasks.map((task) => [task.id, task]));
}

function summary({ id, job, config, reason }: Task): DiffTask {
  return { id, job, outputs: config.outputs.toSorted(), ...(reason && { reason }) };
}

function byOutput(left: DiffTask, right: DiffTask): number {
  const [leftRef = ''] = left.outputs;
  const [rightRef = ''] = right.outputs;
  if (leftRef !== rightRef) return leftRef < rightRef ? -1 : 1;
  return left.id < right.id ? -1 : 1;
}

/** Compares the dependencies of a task, among the tasks that both sides have. */
function compareOrder(
  before: Task,
  after: Task,
  old: ReadonlyMap<string, Task>,
  current: ReadonlyMap<string, Task>,
): TaskChange[] {
  const compared = compareSets(before.dependsOn, after.dependsOn, (id) => id);
  const removed = compared.removed.filter((id) => current.has(id));
  const added = compared.added.filter((id) => old.has(id));
  return removed.length + added.length === 0 ? [] : [{ field: 'dependsOn', removed, added }];
}

function compareReasons(before: Reason | undefined, after: Reason | undefined): TaskChange[] {
  if (reasonKey(before) === reasonKey(after)) return [];
  return [{ field: 'reason', old: before ?? null, new: after ?? null }];
}

/** A text that is equal for equal reasons. Lists in reasons are compared as sets. */
function reasonKey(reason: Reason | undefined): string {
  if (reason === undefined) return '';
  switch (reason.kind) {
    case 'missing':
    case 'input-changed':
    case 'input-refreshed':
      return JSON.stringify([reason.kind, ...new Set(reason.refs.toSorted())]);
    case 'content-changed':
      return JSON.stringify([reason.kind, ...new Set(reason.fields.toSorted())]);
    case 'job-major-changed':
      return JSON.stringify([reason.kind, reason.from, reason.to]);
    case 'forced':
    case 'refreshed':
      return reason.kind;
  }
}

function diffPartitions(
  before: JobGraph | Plan,
  after: JobGraph | Plan,
  changedTasks: readonly ChangedTask[],
): GraphDiff['partitions'] {
  const old = partitionStates(before);
  const current = partitionStates(after);
  const changedIds = new Set(changedTasks.map(({ id }) => id));
  const partitions: GraphDiff['partitions'] = { removed: [], added: [], changed: [] };
  for (const [ref, was] of old) {
    const is = current.get(ref);
    if (is === undefined) partitions.removed.push({ ref, is: was });
    else if (isOther(was, is, changedIds)) partitions.changed.push({ ref, old: was, new: is });
  }
  for (const [ref, is] of current) if (!old.has(ref)) partitions.added.push({ ref, is });
  partitions.removed.sort(byRef);
  partitions.added.sort(byRef);
  partitions.changed.sort(byRef);
  return partitions;
}

/** The state of each partition. If a task makes it, the state is `run`, whatever else the plan says about it. */
function partitionStates(graph: JobGraph | Plan): Map<PartitionRef, PartitionState> {
  const states = new Map<PartitionRef, PartitionState>();
  if ('pruned' in graph) {
    for (const { ref, manifest, note } of graph.pruned) states.set(ref, { state: 'pruned', manifest, note });
  }
  for (const { id, job, config, reason } of graph.tasks as readonly Task[]) {
    const state: PartitionState = { state: 'run', task: id, job, ...(reason && { reason }) };
    for (const ref of config.outputs) states.set(ref, state);
  }
  return states;
}

function isOther(was: PartitionState, is: PartitionState, changedTasks: ReadonlySet<string>): boolean {
  if (was.state === 'run') return is.state !== 'run' || was.task !== is.task || changedTasks.has(is.task);
  return is.state !== 'pruned' || was.manifest !== is.manifest || was.note !== is.note;
}

function byRef(left: { readonly ref: PartitionRef }, right: { readonly ref: PartitionRef }): number {
  return left.ref < right.ref ? -1 : 1;
}
