import {
  manifestOf,
  resolveInputs,
  type JobGraph,
  type Manifest,
  type PartitionRef,
  type Task,
} from '../../base/model/index.js';
import type { Catalog } from '../catalog.js';

export interface AdoptDeps {
  readonly catalog: Pick<Catalog, 'current' | 'record'>;
  /** Creates ids of manifests. */
  readonly nextId: () => string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly host: string;
  readonly buildId: string;
  /** `adopted`: built elsewhere; `blessed`: existing partitions are accepted under the keys that they would get now. */
  readonly origin: 'adopted' | 'blessed';
  /** Every job of the graph, by label, with the code digests. */
  readonly jobs: JobGraph['jobs'];
  /** The metadata for the manifest of each task, by id of the task. Empty if left out. */
  readonly metadata?: ReadonlyMap<string, Manifest['metadata']>;
}

/**
 * Records the outputs of tasks as if the tasks had just run. It does not check whether the data exists: the caller
 * must.
 *
 * @param tasks in topological order, as in a job graph: if a task reads the output of another, its manifest refers to
 *   the new manifest of that task
 */
export async function adopt(tasks: readonly Task[], deps: AdoptDeps): Promise<Manifest[]> {
  const inputs = tasks.flatMap(({ config }) => config.inputs.map(({ ref }) => ref));
  const known = new Map<PartitionRef, { readonly id: string; readonly versionKey: string }>(
    await deps.catalog.current(inputs),
  );
  const { nextId, now, host, buildId, origin, jobs, metadata } = deps;
  const manifests = tasks.map((task) => {
    const time = now();
    const manifest = manifestOf(task, {
      id: nextId(),
      inputs: resolveInputs(task, known),
      startTime: time,
      endTime: time,
      buildId,
      host,
      attempt: 1,
      codeDigest: jobs[task.job]?.run,
      origin,
      metadata: metadata?.get(task.id) ?? {},
    });
    for (const ref of manifest.outputs) known.set(ref, manifest);
    return manifest;
  });
  await deps.catalog.record(manifests);
  return manifests;
}
