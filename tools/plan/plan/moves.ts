import type { PartitionRef } from '../../base/model/index.js';
import type { TaskChange } from '../diff/index.js';

/** An old and a new text; null if there is none. */
export interface TextMove {
  readonly old: string | null;
  readonly new: string | null;
}

/** A materialize input that changed. */
export interface InputMove {
  readonly ref: PartitionRef;
  /** The keys that differ: that of the manifest that was read, and the current key of the input. */
  readonly versionKey?: TextMove;
  readonly contentKey?: TextMove;
}

/** All differences between a task and its manifest. */
export interface Differences {
  /** Job, version and config; not the keys, which are computed from the rest. */
  readonly changes: readonly TaskChange[];
  /** Code digest of the run executable. */
  readonly code?: TextMove;
  readonly inputs: readonly InputMove[];
}
