import type { DataDep } from './job_config.js';
import type { Task } from './job_graph.js';
import { MANIFEST_SCHEMA_VERSION, type Manifest, type ManifestInput } from './manifest.js';
import type { PartitionRef } from './ref.js';
import type { Data } from './same_data.js';

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
  /** Left out if the run reported none. */
  readonly digests?: Manifest['digests'];
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
    ...(details.digests !== undefined && { digests: details.digests }),
    metadata: details.metadata,
  };
}

/** What differs in the manifest of a task that did not run, because its changed inputs had the same data as before. */
export interface UnchangedDetails extends Pick<Manifest, 'buildId' | 'host' | 'id'> {
  /** The current manifest of each input. */
  readonly current: ReadonlyMap<PartitionRef, InputManifest>;
  /** When that was found out, in milliseconds since the epoch. */
  readonly time: number;
  readonly plan: Manifest['plan'];
}

/**
 * Records under the keys of a task what its manifest says. Everything about the run that made the data stays as it is:
 * its code and version, its config, what it queried and what it reported.
 */
export function unchangedManifest(task: Task, manifest: Manifest, details: UnchangedDetails): Manifest {
  const { origin, unchangedSince = manifest.id } = manifest;
  const { id, buildId, host, plan, current } = details;
  const time = new Date(details.time).toISOString();
  return {
    ...withoutPlan(manifest),
    id,
    inputs: manifest.inputs.map((input) => {
      const now = input.depType === 'query' ? undefined : current.get(input.ref);
      return now === undefined ? input : inputOf(input, now);
    }),
    job: task.job,
    startTime: time,
    endTime: time,
    buildId,
    taskId: task.id,
    host,
    attempt: 1,
    versionKey: task.versionKey,
    contentKey: task.contentKey,
    ...(plan !== undefined && { plan }),
    origin: 'unchanged',
    unchangedSince: origin === 'unchanged' ? unchangedSince : manifest.id,
  };
}

function withoutPlan(manifest: Manifest): Omit<Manifest, 'plan'> {
  const { ...kept } = manifest;
  delete kept.plan;
  return kept;
}

/** The current manifest of an input. */
export type InputManifest = Pick<Manifest, 'versionKey'> & Data;

/**
 * The inputs of a task as its manifest records them.
 *
 * @param current the current manifest of each ref
 */
export function resolveInputs(task: Task, current: ReadonlyMap<PartitionRef, InputManifest>): ManifestInput[] {
  return task.config.inputs.map((input) => inputOf(input, current.get(input.ref)));
}

function inputOf({ depType, ref }: DataDep, now: InputManifest | undefined): ManifestInput {
  if (now === undefined) return { depType, ref, manifest: null, versionKey: null };
  const { id, versionKey, digest, unchangedSince } = now;
  return {
    depType,
    ref,
    manifest: id,
    versionKey,
    ...(digest !== undefined && { digest }),
    ...(unchangedSince !== undefined && { unchangedSince }),
  };
}
