import type { KeyedTask } from '../../analyze/analyze/index.js';
import type { Catalog, CurrentManifest } from '../../catalog/index.js';
import {
  dataOf,
  inputsOfReason,
  isSameData,
  materializeInputs,
  type ManifestData,
  type ManifestInput,
  type PartitionRef,
  type Reason,
} from '../../base/model/index.js';

import type { KeptManifest } from './reasons.js';

/** A task of a plan, and why it may turn out that it need not run. */
export interface PossibleCutoff {
  readonly task: KeyedTask;
  readonly reason: Reason;
  /** Ids of the manifests that its outputs have so far. */
  readonly replaces: readonly string[];
  /** The manifest of its partitions, if inputs are why it is stale. */
  readonly kept: KeptManifest | undefined;
}

/**
 * Finds the tasks that run only if their changed inputs have other data than the manifest of their partitions was made
 * from. For each of these inputs, that may be so: it is valid and has the same data; or the plan makes it, and its digest
 * is known, or it is found itself. At most one query for any number of tasks.
 *
 * @param tasks in topological order
 */
export async function findCutoffs<T extends PossibleCutoff>(
  tasks: readonly T[],
  current: ReadonlyMap<PartitionRef, CurrentManifest>,
  catalog: Pick<Catalog, 'data'>,
): Promise<ReadonlySet<T>> {
  const found = new Set<T>();
  if (!tasks.some(({ kept }) => kept !== undefined)) return found;
  const makers = new Map<PartitionRef, T>();
  for (const each of tasks) for (const ref of each.task.config.outputs) makers.set(ref, each);
  const valid = new Set<string>();
  for (const read of tasks.flatMap(changedInputs)) {
    const id = makers.has(read.ref) ? undefined : current.get(read.ref)?.id;
    if (id !== undefined) valid.add(id);
  }
  const known = valid.size === 0 ? new Map<string, ManifestData>() : await catalog.data([...valid]);
  const mayBeSame = (read: ManifestInput): boolean => {
    const maker = makers.get(read.ref);
    if (maker !== undefined) return read.digest !== undefined || found.has(maker);
    const now = known.get(current.get(read.ref)?.id ?? '');
    return now !== undefined && isSameData(read, dataOf(now, read.ref));
  };
  for (const each of tasks) {
    // If other manifests hold some of its outputs, these are not as its manifest says.
    if (each.kept === undefined || each.replaces.length !== 1) continue;
    if (changedInputs(each).every(mayBeSame) && each.kept.isOnlyInputs()) found.add(each);
  }
  return found;
}

/** The inputs that make the task stale, as its manifest records them. */
function changedInputs({ reason, kept }: PossibleCutoff): ManifestInput[] {
  if (kept === undefined) return [];
  const changed = new Set(inputsOfReason(reason));
  return materializeInputs(kept.manifest.inputs).flatMap((read) => (changed.has(read.ref) ? [read] : []));
}
