import type { CurrentManifest } from '../catalog/index.js';
import {
  MANIFEST_SCHEMA_VERSION,
  type Manifest,
  type ManifestInput,
  type PartitionRef,
  type Task,
} from '../base/model/index.js';

/** What is known of a run that ended well. */
export interface FinishedRun {
  readonly task: Task;
  /** Of each input, what was current when the task started. */
  readonly inputs: readonly ManifestInput[];
  /** Milliseconds since the epoch. */
  readonly startTime: number;
  readonly endTime: number;
  /** From 1. */
  readonly attempt: number;
  readonly codeDigest: string | undefined;
  readonly metadata: Manifest['metadata'];
}

/** Inputs as a manifest records them. */
export function resolveInputs(task: Task, current: ReadonlyMap<PartitionRef, CurrentManifest>): ManifestInput[] {
  return task.config.inputs.map(({ depType, ref }) => {
    const manifest = current.get(ref);
    return { depType, ref, manifest: manifest?.id ?? null, versionKey: manifest?.versionKey ?? null };
  });
}

export function manifestOf(
  run: FinishedRun,
  build: {
    /** Of the manifest. */
    readonly id: string;
    readonly buildId: string;
    readonly host: string;
    /** Id of the plan. */
    readonly plan: string | undefined;
  },
): Manifest {
  const { task } = run;
  return {
    schemaVersion: MANIFEST_SCHEMA_VERSION,
    id: build.id,
    outputs: task.config.outputs,
    inputs: [...run.inputs],
    job: task.job,
    jobVersion: task.jobVersion,
    config: task.config,
    startTime: new Date(run.startTime).toISOString(),
    endTime: new Date(run.endTime).toISOString(),
    buildId: build.buildId,
    taskId: task.id,
    host: build.host,
    attempt: run.attempt,
    exitCode: 0,
    versionKey: task.versionKey,
    contentKey: task.contentKey,
    ...(run.codeDigest !== undefined && { codeDigest: run.codeDigest }),
    ...(build.plan !== undefined && { plan: build.plan }),
    metadata: run.metadata,
  };
}
