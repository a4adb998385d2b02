import type { JobChange, TaskChange } from '../diff/index.js';
import type { PartitionRef } from '../../base/model/index.js';

/** A task, and where it was found. */
export interface FoundTask {
  readonly id: string;
  readonly job: string;
  readonly outputs: readonly PartitionRef[];
  /** Names of the sources that have it, sorted. */
  readonly sources: readonly string[];
}

/** Why job graphs or plans cannot be merged. */
export type MergeFailure =
  | { readonly reason: 'nothing-to-merge' }
  | {
      /** Some sources are plans and some are job graphs. Job graphs do not say which partitions are valid. */
      readonly reason: 'kinds-mixed';
      readonly plans: readonly string[];
      readonly jobGraphs: readonly string[];
    }
  | {
      /** A job differs between sources: they were made from two versions of the graph. */
      readonly reason: 'job-differs';
      readonly job: string;
      /** The names of the sources with the first variant, and of those with the second, each sorted. */
      readonly sources: readonly [readonly string[], readonly string[]];
      /** From the first to the second; never empty. */
      readonly changes: readonly JobChange[];
    }
  | {
      /** A task differs between sources. */
      readonly reason: 'task-differs';
      readonly tasks: readonly [FoundTask, FoundTask];
      /** From the first to the second; never empty. */
      readonly changes: readonly TaskChange[];
    }
  | {
      /** Two tasks make the same partitions. */
      readonly reason: 'refs-claimed-twice';
      readonly refs: readonly PartitionRef[];
      readonly tasks: readonly [FoundTask, FoundTask];
    }
  | {
      readonly reason: 'merge-cycle';
      /** Each task makes its `ref` and needs the ref of the next; the last needs the ref of the first. */
      readonly path: readonly (FoundTask & { readonly ref: PartitionRef })[];
    };
