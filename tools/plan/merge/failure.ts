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
      /** Some sources are plans and some are job graphs, which do not say what is valid already. */
      readonly reason: 'kinds-mixed';
      readonly plans: readonly string[];
      readonly jobGraphs: readonly string[];
    }
  | {
      /** One job is not the same in two sources: they were made by two versions of the graph. */
      readonly reason: 'job-differs';
      readonly job: string;
      /** Names of the sources that have it one way, and of those that have it the other; each sorted. */
      readonly sources: readonly [readonly string[], readonly string[]];
      /** From the first to the second; never empty. */
      readonly changes: readonly JobChange[];
    }
  | {
      /** One task is not the same in two sources. */
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
      /** Each makes its `ref` and needs the ref of the next; the last needs that of the first. */
      readonly path: readonly (FoundTask & { readonly ref: PartitionRef })[];
    };
