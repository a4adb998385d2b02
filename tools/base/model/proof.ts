import type { Validity } from './descriptor.js';
import type { Pruned } from './job_graph.js';

/** What keys say of something that was made, or of a task that would make it. */
export interface TaskKeys {
  readonly versionKey: string;
  /** A manifest may be without it, where it was adopted or is old. */
  readonly contentKey?: string | undefined;
}

/** The keys, and the version of the job that they are made of. */
export interface VersionedKeys extends TaskKeys {
  readonly jobVersion: string;
}

/**
 * Whether a manifest proves that what a task would make exists already. The content key does not include versions, so
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
 * The note of a valid partition: whether changes since it was built are masked by its validity.
 * `valid`: a manifest recorded now would be the same.
 *
 * @param task with the keys of the analyzed graph
 */
export function noteOf(manifest: VersionedKeys, task: VersionedKeys): Pruned['note'] {
  if (!proves(manifest, task, 'version')) return 'masked-major-change';
  return !proves(manifest, task, 'content') || manifest.jobVersion !== task.jobVersion
    ? 'masked-minor-change'
    : 'valid';
}
