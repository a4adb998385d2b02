import type { Validity } from './descriptor.js';
import type { Pruned } from './job_graph.js';

/** The keys of a manifest, or of a task. */
export interface TaskKeys {
  readonly versionKey: string;
  /** A manifest may lack it, if it is old or was adopted. */
  readonly contentKey?: string | undefined;
}

/** The keys, and the version of the job that they were computed from. */
export interface VersionedKeys extends TaskKeys {
  readonly jobVersion: string;
}

/**
 * Whether a manifest proves that the outputs of a task are valid. The content key does not include versions, so
 * `content` compares both keys: only `presence` masks a new major.
 */
export function proves(manifest: TaskKeys, task: TaskKeys, validity: Validity): boolean {
  switch (validity) {
    case 'presence':
      return true;
    case 'version':
      return manifest.versionKey === task.versionKey;
    case 'content':
      return manifest.versionKey === task.versionKey && manifest.contentKey === task.contentKey;
  }
}

/**
 * The note of a valid partition: whether its validity masks changes since it was built. `valid` means that a manifest
 * recorded now would have the same keys and version.
 *
 * @param task with the keys of the analyzed graph
 */
export function noteOf(manifest: VersionedKeys, task: VersionedKeys): Pruned['note'] {
  if (!proves(manifest, task, 'version')) return 'masked-major-change';
  return !proves(manifest, task, 'content') || manifest.jobVersion !== task.jobVersion
    ? 'masked-minor-change'
    : 'valid';
}
