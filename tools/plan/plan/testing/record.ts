import type { Catalog } from '../../../catalog/index.js';
import { MANIFEST_SCHEMA_VERSION, type Manifest, type PartitionRef, type Task } from '../../../base/model/index.js';

let last = 0;

/**
 * Records tasks as if they had just run, with the code that `codeOf` returns. Tasks must be given with dependencies
 * first.
 */
export async function record(
  tasks: readonly Task[],
  catalog: Pick<Catalog, 'current' | 'record'>,
  codeOf: (job: string) => string = () => 'd'.repeat(64),
): Promise<Manifest[]> {
  const current = new Map<PartitionRef, { readonly id: string; readonly versionKey: string }>(
    await catalog.current(tasks.flatMap(({ config }) => config.inputs.map(({ ref }) => ref))),
  );
  const manifests = tasks.map((task): Manifest => {
    const time = new Date(0).toISOString();
    const manifest: Manifest = {
      schemaVersion: MANIFEST_SCHEMA_VERSION,
      id: `m${String(++last).padStart(8, '0')}`,
      outputs: task.config.outputs,
      inputs: task.config.inputs.map(({ depType, ref }) => {
        const read = current.get(ref);
        return { depType, ref, manifest: read?.id ?? null, versionKey: read?.versionKey ?? null };
      }),
      job: task.job,
      jobVersion: task.jobVersion,
      config: task.config,
      startTime: time,
      endTime: time,
      buildId: 'b',
      taskId: task.id,
      host: 'h',
      attempt: 1,
      exitCode: 0,
      versionKey: task.versionKey,
      contentKey: task.contentKey,
      codeDigest: codeOf(task.job),
      metadata: {},
    };
    for (const ref of manifest.outputs) current.set(ref, manifest);
    return manifest;
  });
  await catalog.record(manifests);
  return manifests;
}
