import type { CurrentManifest } from '../catalog/index.js';
import type { PartitionRef, Task, Validity } from '../model/index.js';

/** How the partitions of a task stand, by what the catalog has of them. */
export type Standing =
  | { readonly kind: 'missing' }
  /** All are there, but `manifest` was recorded under other keys. */
  | { readonly kind: 'stale'; readonly manifest: CurrentManifest }
  | { readonly kind: 'valid' };

const MISSING: Standing = { kind: 'missing' };
const VALID: Standing = { kind: 'valid' };

/** A config is the unit of validity: one output that is missing or stale, and the task runs. */
export function standingOf(
  task: Task,
  current: ReadonlyMap<PartitionRef, CurrentManifest>,
  validity: Validity,
): Standing {
  let stale: CurrentManifest | undefined;
  for (const ref of task.config.outputs) {
    const manifest = current.get(ref);
    if (manifest === undefined) return MISSING;
    if (!proves(manifest, task, validity)) stale ??= manifest;
  }
  return stale === undefined ? VALID : { kind: 'stale', manifest: stale };
}

/**
 * Whether a manifest proves that what a task would make is there already. The content key says nothing of versions, so
 * `content` takes both keys: a new major is never masked but by `presence`.
 */
export function proves(manifest: CurrentManifest, task: Task, validity: Validity): boolean {
  switch (validity) {
    case 'presence':
      return true;
    case 'version':
      return manifest.versionKey === task.versionKey;
    case 'content':
      return manifest.versionKey === task.versionKey && manifest.contentKey === task.contentKey;
  }
}

/** Whether something about a valid partition changed since it was made: the version of its job, or any content upstream. */
export function isMasked(manifest: CurrentManifest, task: Task): boolean {
  return (
    manifest.versionKey === task.versionKey &&
    (manifest.contentKey !== task.contentKey || manifest.jobVersion !== task.jobVersion)
  );
}
