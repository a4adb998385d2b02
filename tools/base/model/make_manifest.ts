import type { Task } from './job_graph.js';
import { MANIFEST_SCHEMA_VERSION, type Manifest, type ManifestInput } from './manifest.js';
import type { PartitionRef } from './ref.js';

/** How a task was completed, adopted or blessed. */
export interface ManifestDetails extends Pick<Manifest, 'attempt' | 'buildId' | 'host' | 'id' | 'metadata'> {
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
export function manifestOf(task: Task, details: ManifestDetails): Manifest {
  return {
    schemaVersion: MANIFEST_SCHEMA_VERSION,
    id: details.id,
    outputs: task.config.outputs,
    inputs: [...details.inputs],
    job: task.job,
    jobVersion: task.jobVersion,
    config: task.config,
    startTime: new Date(details.startTime).toISOString(),
    endTime: new Date(details.endTime).toISOString(),
    buildId: details.buildId,
    taskId: task.id,
    host: details.host,
    attempt: details.attempt,
    exitCode: 0,
    versionKey: task.versionKey,
    contentKey: task.contentKey,
    ...(details.codeDigest !== undefined && { codeDigest: details.codeDigest }),
    ...(details.plan !== undefined && { plan: details.plan }),
    ...(details.origin !== undefined && { origin: details.origin }),
    metadata: details.metadata,
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
