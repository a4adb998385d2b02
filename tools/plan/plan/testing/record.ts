import { knownInput, withData, type Catalog } from '../../../catalog/index.js';
import { MANIFEST_SCHEMA_VERSION, resolveInputs, type Manifest, type Task } from '../../../base/model/index.js';

let last = 0;

/** Ids sort by time. */
export function nextManifestId(): string {
  return `m${String(++last).padStart(8, '0')}`;
}

/**
 * Records tasks as if they had just run, with the code that `codeOf` returns. Tasks must be given with dependencies
 * first.
 *
 * @param digestOf the digest that a task reports for each of its outputs
 */
export async function record(
  tasks: readonly Task[],
  catalog: Pick<Catalog, 'current' | 'data' | 'manifests' | 'record'>,
  codeOf: (job: string) => string = () => 'd'.repeat(64),
  digestOf: (task: Task) => string | undefined = () => undefined,
): Promise<Manifest[]> {
  const inputs = tasks.flatMap(({ config }) => config.inputs.map(({ ref }) => ref));
  const current = await withData(await catalog.current(inputs), catalog);
  const manifests = tasks.map((task): Manifest => {
    const time = new Date(0).toISOString();
    const digest = digestOf(task);
    const manifest: Manifest = {
      schemaVersion: MANIFEST_SCHEMA_VERSION,
      id: nextManifestId(),
      outputs: task.config.outputs,
      inputs: resolveInputs(task, current),
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
      ...(digest !== undefined && {
        digests: Object.fromEntries(task.config.outputs.map((ref) => [ref, digest])),
      }),
      metadata: {},
    };
    for (const ref of manifest.outputs) current.set(ref, knownInput(manifest, ref));
    return manifest;
  });
  await catalog.record(manifests);
  return manifests;
}
