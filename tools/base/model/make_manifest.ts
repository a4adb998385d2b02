import type { Task } from './job_graph.js';
import { MANIFEST_SCHEMA_VERSION, type Manifest, type ManifestInput } from './manifest.js';
import type { PartitionRef } from './ref.js';

/** How a task was completed, adopted or blessed. */
export interface Done extends Pick<Manifest, 'attempt' | 'buildId' | 'host' | 'id' | 'metadata'> {
  /** For each input, the manifest that was current when the task started. */
  readonly inputs: readonly ManifestInput[];
  /** Milliseconds since the epoch. */
  readonly startTime: number;
  readonly endTime: number;
  readonly codeDigest: Manifest['codeDigest'];
  /** Id of the plan; left out if there was no plan. */
  readonly plan?: Manifest['plan'];
  /** `built` if left out. */
  readonly origin?: Manifest['origin'];
}

/** The manifest of a completed task. */
export function manifestOf(task: Task, done: Done): Manifest {
  return {
    schemaVersion: MANIFEST_SCHEMA_VERSION,
    id: done.id,
    outputs: task.config.outputs,
    inputs: [...done.inputs],
    job: task.job,
    jobVersion: task.jobVersion,
    config: task.config,
    startTime: new Date(done.startTime).toISOString(),
    endTime: new Date(done.endTime).toISOString(),
    buildId: done.buildId,
    taskId: task.id,
    host: done.host,
    attempt: done.attempt,
    exitCode: 0,
    versionKey: task.versionKey,
    contentKey: task.contentKey,
    ...(done.codeDigest !== undefined && { codeDigest: done.codeDigest }),
    ...(done.plan !== undefined && { plan: done.plan }),
    ...(done.origin !== undefined && { origin: done.origin }),
    metadata: done.metadata,
  };
}

/**
 * The inputs of a task as its manifest records them.
 *
 * @param current the current manifest of each ref
 */
export function resolveInputs(
  task: Task,
  current: ReadonlyMap<PartitionRef, Pick<Manifest, 'id' | 'versionKey'>>,
): ManifestInput[] {
  return task.config.inputs.map(({ depType, ref }) => {
    const manifest = current.get(ref);
    return { depType, ref, manifest: manifest?.id ?? null, versionKey: manifest?.versionKey ?? null };
  });
}
