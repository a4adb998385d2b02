import type { KeyedTask } from '../../analyze/analyze/index.js';
import type { CurrentManifest } from '../../catalog/index.js';
import {
  contentKey,
  materialized,
  versionKey,
  type JobGraph,
  type PartitionRef,
  type Task,
  type Validity,
} from '../../base/model/index.js';
import type { NamedTasks } from './named_tasks.js';
import type { RefreshedInputs } from './refreshed.js';
import { standingOf, type Standing } from './standing.js';

/** A task of a graph, and its state in the catalog. */
export interface StandingTask<T extends KeyedTask = Task> {
  /** Its number in the graph. */
  readonly number: number;
  /** With the keys of the graph. */
  readonly analyzed: T;
  /** With its effective keys. */
  readonly task: T;
  readonly standing: Standing;
  /** Why it runs even if it is valid. */
  readonly named: 'forced' | 'refreshed' | undefined;
  /** Its inputs that may get other data under the same keys. */
  readonly refreshed: readonly PartitionRef[];
}

/** Whether a plan has the task even if it is valid and no task needs it. */
export function isRepeatedTask({ standing, named, refreshed }: StandingTask<KeyedTask>): boolean {
  return named !== undefined || (standing.kind === 'valid' && refreshed.length > 0);
}

/** The tasks that a plan has although they may be valid. */
export interface Repeated {
  /** Those that run in any case, by number. */
  readonly runs: NamedTasks['runs'];
  /** Those that run if these inputs of theirs get other data. */
  readonly inputs: RefreshedInputs;
}

/** The two keys of a task. */
export type Keys = Pick<Task, 'versionKey' | 'contentKey'>;

const NOTHING: Repeated = { runs: new Map(), inputs: new Map() };
const NONE: readonly PartitionRef[] = [];

/**
 * Determines the standing of each task by its effective keys. A valid partition keeps the keys of its manifest, and
 * the keys of downstream tasks are computed from those. So a change that is masked for a partition is masked for
 * everything downstream, and a manifest never claims other inputs than those that were really read.
 *
 * If nothing is masked, effective keys are the keys of the graph.
 *
 * @param graph with its tasks in topological order
 * @param repeated the tasks that are in the plan even if they are valid: they have the keys of what they would make
 * @returns an item for each task of the graph
 */
export function standTasks<T extends KeyedTask>(
  { tasks, jobs }: { readonly tasks: readonly T[]; readonly jobs: JobGraph['jobs'] },
  current: ReadonlyMap<PartitionRef, CurrentManifest>,
  validityOf: (task: T) => Validity,
  repeated = NOTHING,
): StandingTask<T>[] {
  const plain = tasks.map((task, number) => ({
    number,
    analyzed: task,
    task,
    standing: standingOf(task, current, validityOf(task)),
    named: repeated.runs.get(number),
    refreshed: repeated.inputs.get(number) ?? NONE,
  }));
  // The first masked partition of a chain is valid by the keys of the graph. If there is none, nothing is masked.
  if (!plain.some(({ standing }) => standing.kind === 'valid' && standing.masked)) return plain;

  const makers = new Map<PartitionRef, StandingTask<T>>();
  return plain.map((stand) => {
    const { analyzed } = stand;
    const task = withInputKeys(analyzed, jobs[analyzed.job]?.run ?? '', current, makers);
    const stands = { ...stand, task, standing: standingOf(task, current, validityOf(task)) };
    for (const ref of task.config.outputs) makers.set(ref, stands);
    return stands;
  });
}

/** The task with keys computed from the effective keys of its inputs, if any of those differs from the graph. */
function withInputKeys<T extends KeyedTask>(
  task: T,
  code: string,
  current: ReadonlyMap<PartitionRef, CurrentManifest>,
  makers: ReadonlyMap<PartitionRef, StandingTask<T>>,
): T {
  const versionKeys = new Set<string>();
  const contentKeys = new Set<string>();
  let differs = false;
  for (const ref of materialized(task.config)) {
    const maker = makers.get(ref);
    if (maker === undefined) continue;
    const keys = keysOf(ref, maker, current);
    versionKeys.add(keys.versionKey);
    contentKeys.add(keys.contentKey);
    differs ||= keys.versionKey !== maker.analyzed.versionKey || keys.contentKey !== maker.analyzed.contentKey;
  }
  if (!differs) return task;
  const { job, jobVersion, config } = task;
  return {
    ...task,
    versionKey: versionKey(job, jobVersion, config.outputs, [...versionKeys]),
    contentKey: contentKey(job, code, config, [...contentKeys]),
  };
}

/** The effective keys of each ref: those that downstream keys are computed from. */
export function effectiveKeys(
  stands: readonly StandingTask<KeyedTask>[],
  current: ReadonlyMap<PartitionRef, CurrentManifest>,
): Map<PartitionRef, Keys> {
  const keys = new Map<PartitionRef, Keys>();
  for (const stand of stands) for (const ref of stand.task.config.outputs) keys.set(ref, keysOf(ref, stand, current));
  return keys;
}

function keysOf(
  ref: PartitionRef,
  stand: StandingTask<KeyedTask>,
  current: ReadonlyMap<PartitionRef, CurrentManifest>,
): Keys {
  const stays = stand.standing.kind === 'valid' && !isRepeatedTask(stand);
  const manifest = stays ? current.get(ref) : undefined;
  return manifest === undefined
    ? stand.task
    : { versionKey: manifest.versionKey, contentKey: manifest.contentKey ?? '' };
}
