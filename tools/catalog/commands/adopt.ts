import { manifestOf, resolveInputs, type JobGraph, type Manifest, type Task } from '../../base/model/index.js';
import type { Catalog } from '../catalog.js';
import { knownInput, withData } from '../known_input.js';

export interface AdoptDeps {
  readonly catalog: Pick<Catalog, 'current' | 'data' | 'manifests' | 'record'>;
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
  /** What the manifest of each task has of what its job reported, by id of the task. Nothing if left out. */
  readonly reported?: ReadonlyMap<string, Pick<Manifest, 'metadata' | 'digests'>>;
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
  const known = await withData(await deps.catalog.current(inputs), deps.catalog);
  const { nextId, now, host, buildId, origin, jobs, reported } = deps;
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
      ...(reported?.get(task.id) ?? { metadata: {} }),
    });
    for (const ref of manifest.outputs) known.set(ref, knownInput(manifest, ref));
    return manifest;
  });
  await deps.catalog.record(manifests);
  return manifests;
}
