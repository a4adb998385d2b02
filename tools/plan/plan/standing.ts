import type { CurrentManifest } from '../../catalog/index.js';
import { proves, type PartitionRef, type Task, type Validity } from '../../base/model/index.js';

/** How the partitions of a task stand, by what the catalog has of them. */
export type Standing =
  | { readonly kind: 'missing' }
  /** All are there, but `manifest` was recorded under other keys. */
  | { readonly kind: 'stale'; readonly manifest: CurrentManifest }
  /** `masked`: some of them were recorded under other keys all the same, which the validity lets pass. */
  | { readonly kind: 'valid'; readonly masked: boolean };

const MISSING: Standing = { kind: 'missing' };
const VALID: Standing = { kind: 'valid', masked: false };
const MASKED: Standing = { kind: 'valid', masked: true };

/** A config is the unit of validity: one output that is missing or stale, and the task runs. */
export function standingOf(
  task: Task,
  current: ReadonlyMap<PartitionRef, CurrentManifest>,
  validity: Validity,
): Standing {
  let stale: CurrentManifest | undefined;
  let masked = false;
  for (const ref of task.config.outputs) {
    const manifest = current.get(ref);
    if (manifest === undefined) return MISSING;
    if (!proves(manifest, task, validity)) stale ??= manifest;
    masked ||= !proves(manifest, task, 'content');
  }
  if (stale !== undefined) return { kind: 'stale', manifest: stale };
  return masked ? MASKED : VALID;
}
