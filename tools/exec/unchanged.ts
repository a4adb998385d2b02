import type { Catalog } from '../catalog/index.js';
import {
  inputsOfReason,
  isSameData,
  materializeInputs,
  type Data,
  type Manifest,
  type PartitionRef,
  type PlannedTask,
} from '../base/model/index.js';

export interface UnchangedDeps {
  readonly catalog: Pick<Catalog, 'current' | 'manifests'>;
  /** The current manifest of every ref that the tasks read. */
  readonly inputs: ReadonlyMap<PartitionRef, Data & Pick<Manifest, 'versionKey'>>;
}

/**
 * Finds the tasks that need not run, because all inputs that changed have the data that was read last time. The plan marks
 * those for which this is possible. Two queries for any number of tasks; none if the plan marks none of them.
 *
 * @param tasks whose inputs exist, and whose leases this build holds
 * @returns for each task that need not run, the manifest of its outputs; rejects with a `CatalogError`
 */
export async function unchangedTasks(
  tasks: readonly PlannedTask[],
  { catalog, inputs }: UnchangedDeps,
): Promise<Map<PlannedTask, Manifest>> {
  const found = new Map<PlannedTask, Manifest>();
  const possible = tasks.filter(
    ({ runsIf, reason }) => runsIf === 'inputs-differ' && inputsOfReason(reason).length > 0,
  );
  if (possible.length === 0) return found;
  const current = await catalog.current(possible.flatMap(({ config }) => config.outputs));
  const kept = possible.flatMap((task) => {
    const [id, ...others] = new Set(task.config.outputs.map((ref) => current.get(ref)?.id));
    // Since the plan was made, the outputs may have been forgotten or recorded by another build.
    const isPlanned = id !== undefined && others.length === 0 && task.replaces?.includes(id) === true;
    return isPlanned ? [{ task, id }] : [];
  });
  const manifests = await catalog.manifests([...new Set(kept.map(({ id }) => id))]);
  for (const { task, id } of kept) {
    const manifest = manifests.get(id);
    if (manifest !== undefined && readsTheSame(task, manifest, inputs)) found.set(task, manifest);
  }
  return found;
}

/** Whether the changed inputs have the data that the manifest records. */
function readsTheSame({ reason }: PlannedTask, manifest: Manifest, inputs: UnchangedDeps['inputs']): boolean {
  const changed = new Set(inputsOfReason(reason));
  return (
    materializeInputs(manifest.inputs).every((read) => {
      const now = inputs.get(read.ref);
      const left = changed.delete(read.ref);
      if (now === undefined) return false;
      return isSameData(read, now) || (!left && now.versionKey === read.versionKey);
    }) && changed.size === 0
  );
}
