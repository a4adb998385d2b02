import { manifestOf, type Manifest, type ManifestDetails, type Task } from '../base/model/index.js';
import { maskManifest, type Secrets } from '../base/secrets/index.js';
import type { AttemptSuccess } from './executor.js';

/** What is known about a run besides how it ended. */
export type RunDetails = Omit<ManifestDetails, 'endTime' | 'metadata' | 'digests' | 'origin'>;

/** The manifest of a task that succeeded, without secrets. */
export function manifestOfSuccess(
  task: Task,
  { metadata, digests, durationMs }: AttemptSuccess,
  run: RunDetails,
  secrets: Secrets | undefined,
): Manifest {
  const endTime = run.startTime + durationMs;
  const real = manifestOf(task, { ...run, endTime, metadata, ...(digests !== undefined && { digests }) });
  return secrets === undefined ? real : maskManifest(real, secrets.mask);
}
