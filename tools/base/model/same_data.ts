import type { Manifest, ManifestInput } from './manifest.js';
import type { PartitionRef } from './ref.js';

/** What tells the data of a partition from other data. */
export interface Data {
  /** Id of its manifest. */
  readonly id: string;
  /** As its job reported it. */
  readonly digest?: string | undefined;
  /** Id of the manifest under which the data was recorded first, if that is another one. */
  readonly unchangedSince?: string | undefined;
}

/** What a manifest says of the data of its outputs. */
export type ManifestData = Pick<Manifest, 'id' | 'digests' | 'unchangedSince'>;

/** The data of an output of a manifest. */
export function dataOf({ id, digests, unchangedSince }: ManifestData, ref: PartitionRef): Data {
  const digest = digests !== undefined && Object.hasOwn(digests, ref) ? digests[ref] : undefined;
  return { id, digest, unchangedSince };
}

/**
 * Whether an input has the data that a task has read: by its digest, or because nothing was made since then. Without a
 * digest, data that was made again counts as other data.
 *
 * @param read as the manifest of the task records the input
 */
export function isSameData(read: ManifestInput, now: Data): boolean {
  if (read.digest !== undefined && read.digest === now.digest) return true;
  return read.manifest !== null && (read.unchangedSince ?? read.manifest) === (now.unchangedSince ?? now.id);
}
