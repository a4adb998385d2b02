import type { Catalog, CurrentManifest } from '../catalog/index.js';
import {
  isRepeated,
  isRunOf,
  proves,
  type PartitionRef,
  type PlannedTask,
  type Validity,
} from '../base/model/index.js';

/** Current manifests of all outputs of a task. */
export type OutputManifests = ReadonlyMap<PartitionRef, CurrentManifest>;

export interface BuiltAlreadyDeps {
  readonly catalog: Pick<Catalog, 'current' | 'manifests'>;
  /** What proves that another build has built what a task would build. */
  readonly validityOf: (task: PlannedTask) => Validity;
  /** Id of the plan whose earlier runs count for its repeated tasks (`isRepeated`); if absent, all of these may run. */
  readonly resumes: string | undefined;
}

/**
 * Finds the tasks that need not run, because their outputs were recorded since they were planned.
 *
 * Any build may have recorded them, if the keys that count are equal. A task that is repeated although its keys are the same is
 * the exception: only an earlier run of the resumed plan counts.
 *
 * @returns the tasks that need not run, with the manifests of their outputs; rejects with a `CatalogError`
 */
export async function builtAlready(
  tasks: readonly PlannedTask[],
  deps: BuiltAlreadyDeps,
): Promise<Map<PlannedTask, OutputManifests>> {
  const { catalog, resumes, validityOf } = deps;
  const current = await catalog.current(tasks.flatMap(({ config }) => config.outputs));
  const found = new Map<PlannedTask, OutputManifests>();
  const repeated: PlannedTask[] = [];
  for (const task of tasks) {
    const isAgain = isRepeated(task.reason);
    const outputs = isAgain && resumes === undefined ? undefined : builtSince(task, validityOf(task), current);
    if (outputs === undefined) continue;
    found.set(task, outputs);
    if (isAgain) repeated.push(task);
  }
  if (resumes === undefined || repeated.length === 0) return found;
  const idsOf = (task: PlannedTask): string[] => Array.from(found.get(task)?.values() ?? [], ({ id }) => id);
  const manifests = await catalog.manifests([...new Set(repeated.flatMap(idsOf))]);
  for (const task of repeated) {
    const isOwn = idsOf(task).every((id) => {
      const manifest = manifests.get(id);
      return manifest !== undefined && isRunOf(manifest, task.id, resumes);
    });
    if (!isOwn) found.delete(task);
  }
  return found;
}

/** The current manifests of the task's outputs, if they were recorded since the plan and prove what the task would build. */
function builtSince(task: PlannedTask, validity: Validity, current: OutputManifests): OutputManifests | undefined {
  const outputs = new Map<PartitionRef, CurrentManifest>();
  for (const ref of task.config.outputs) {
    const manifest = current.get(ref);
    if (manifest === undefined || task.replaces?.includes(manifest.id) === true) return undefined;
    if (!proves(manifest, task, validity)) return undefined;
    outputs.set(ref, manifest);
  }
  return outputs;
}
