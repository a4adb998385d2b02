import type { PartitionRef } from '../../base/model/index.js';
import type { TaskChange } from '../diff/index.js';

/** An old and a new text; null where there is none. */
export interface TextMove {
  readonly old: string | null;
  readonly new: string | null;
}

/** A materialize input that is not what it was. */
export interface InputMove {
  readonly ref: PartitionRef;
  /** Keys that differ: those of the manifest that was read, and those that the input has now. */
  readonly versionKey?: TextMove;
  readonly contentKey?: TextMove;
}

/** All in which a task is not what it was when a manifest was recorded. */
export interface Differences {
  /** Job, version and config; not the keys, which only sum up the rest. */
  readonly changes: readonly TaskChange[];
  /** Code digest of the run executable. */
  readonly code?: TextMove;
  readonly inputs: readonly InputMove[];
}
