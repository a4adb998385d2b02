import type { KeyedTask } from '../../analyze/analyze/index.js';
import type { CurrentManifest } from '../../catalog/index.js';
import { proves, type PartitionRef, type Validity } from '../../base/model/index.js';

/** The state of a task's partitions in the catalog. */
export type Standing =
  | { readonly kind: 'missing' }
  /** All exist, but `manifest` was recorded under other keys. */
  | { readonly kind: 'stale'; readonly manifest: CurrentManifest }
  /** `masked`: some were recorded under other keys, which the validity ignores. */
  | { readonly kind: 'valid'; readonly masked: boolean };

const MISSING: Standing = { kind: 'missing' };
const VALID: Standing = { kind: 'valid', masked: false };
const MASKED: Standing = { kind: 'valid', masked: true };

/** The unit of validity is a config: if one output is missing or stale, the task runs. */
export function standingOf(
  task: KeyedTask,
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
