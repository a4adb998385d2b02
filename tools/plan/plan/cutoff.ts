import type { Catalog, CurrentManifest } from '../../catalog/index.js';
import {
  dataOf,
  isSameData,
  materializeInputs,
  type Manifest,
  type ManifestInput,
  type PartitionRef,
  type PlannedTask,
} from '../../base/model/index.js';

import type { KeptManifest } from './reasons.js';

/** A task of a plan, and why it may turn out that it need not run. */
export interface PossibleCutoff {
  readonly task: PlannedTask;
  /** The manifest of its partitions, if inputs are why it is stale. */
  readonly kept: KeptManifest | undefined;
}

/**
 * Marks the tasks that run only if their changed inputs have other data than the manifest of their partitions was made
 * from. For each of these inputs, that may be so: it is valid and has the same data; or the plan makes it, and its digest
 * is known, or it is marked itself. At most one query for any number of tasks.
 *
 * @param tasks in topological order
 */
export async function markCutoffs(
  tasks: readonly PossibleCutoff[],
  current: ReadonlyMap<PartitionRef, CurrentManifest>,
  catalog: Pick<Catalog, 'manifests'>,
): Promise<PlannedTask[]> {
  if (!tasks.some(({ kept }) => kept !== undefined)) return tasks.map(({ task }) => task);
  const makers = new Map<PartitionRef, PlannedTask>();
  for (const { task } of tasks) for (const ref of task.config.outputs) makers.set(ref, task);
  const valid = new Set<string>();
  for (const read of tasks.flatMap(changedInputs)) {
    const id = makers.has(read.ref) ? undefined : current.get(read.ref)?.id;
    if (id !== undefined) valid.add(id);
  }
  const manifests = valid.size === 0 ? new Map<string, Manifest>() : await catalog.manifests([...valid]);
  const marked = new Set<PlannedTask>();
  const mayBeSame = (read: ManifestInput): boolean => {
    const maker = makers.get(read.ref);
    if (maker !== undefined) return read.digest !== undefined || marked.has(maker);
    const now = manifests.get(current.get(read.ref)?.id ?? '');
    return now !== undefined && isSameData(read, dataOf(now, read.ref));
  };
  return tasks.map((each) => {
    const { task } = each;
    // If other manifests hold some of its outputs, these are not as its manifest says.
    if (each.kept === undefined || task.replaces?.length !== 1) return task;
    if (!changedInputs(each).every(mayBeSame) || !each.kept.isOnlyInputs()) return task;
    marked.add(task);
    return { ...task, runsIf: 'inputs-differ' };
  });
}

/** The inputs that make the task stale, as its manifest records them. */
function changedInputs({ task, kept }: PossibleCutoff): ManifestInput[] {
  if (kept === undefined || task.reason.kind !== 'input-changed') return [];
  const changed = new Set(task.reason.refs);
  return materializeInputs(kept.manifest.inputs).flatMap((read) => (changed.has(read.ref) ? [read] : []));
}
