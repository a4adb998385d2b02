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
  /** Makes ids of manifests. */
  readonly nextId: () => string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly host: string;
  readonly buildId: string;
  /** `adopted`: made elsewhere; `blessed`: what is there is accepted under the keys that it would get now. */
  readonly origin: 'adopted' | 'blessed';
  /** Every job of the graph, by label: whose code the keys are made of. */
  readonly jobs: JobGraph['jobs'];
  /** By id of task: what its manifest says that the job reported. Left out: nothing. */
  readonly metadata?: ReadonlyMap<string, Manifest['metadata']>;
}

/**
 * Records the outputs of tasks as if the tasks had just run. Whether the data is there is for the caller to know.
 *
 * @param tasks in topological order, as a job graph has them: a task whose input is another's output refers to that
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
