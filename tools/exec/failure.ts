import type { CatalogFailure } from '../catalog/index.js';
import type { PartitionRef } from '../model/index.js';

/** Which task a message is about. */
export interface TaskName {
  readonly id: string;
  /** Label of the job. */
  readonly job: string;
  readonly outputs: readonly PartitionRef[];
}

/** Why one task failed. */
export type TaskProblem =
  | { readonly reason: 'exit-non-zero'; readonly code: number }
  | { readonly reason: 'killed'; readonly signal: string }
  /** `detail`: what the system said, path included. */
  | { readonly reason: 'log-not-opened'; readonly detail: string }
  /** Exit code 0, but what the job left in `DATABUILD_METADATA_FILE` is not a JSON object. */
  | { readonly reason: 'metadata-malformed'; readonly path: string; readonly detail: string }
  /** One argument (`args[3]`) or variable (`env.NAME`) is longer than the kernel takes. */
  | { readonly reason: 'string-too-long'; readonly where: string; readonly bytes: number; readonly limitBytes: number }
  /** All arguments and variables together are longer than the kernel takes. */
  | { readonly reason: 'arguments-too-large'; readonly bytes: number; readonly limitBytes: number }
  | { readonly reason: 'outputs-file-not-written'; readonly path: string; readonly code: string }
  /** The helper shell that runs the tasks of one slot went away. */
  | { readonly reason: 'slot-died'; readonly detail: string };

/** Why a build did not come to its end. */
export type ExecFailure =
  /** A materialize input that this plan does not build is no longer in the catalog. */
  | { readonly reason: 'input-missing'; readonly ref: PartitionRef; readonly neededBy: TaskName }
  | {
      readonly reason: 'executable-unusable';
      readonly job: string;
      readonly path: string;
      /** `ENOENT`: not there; `EACCES`: no execute bit; `EISDIR`: a directory. */
      readonly code: string;
    }
  | {
      readonly reason: 'task-failed';
      readonly task: TaskName;
      readonly problem: TaskProblem;
      readonly log: string;
      /** The last lines of the log; empty when there is none. */
      readonly logTail: string;
    }
  /** Configs of one job, run by itself, that wait for each other. The last waits for the first. */
  | { readonly reason: 'job-cycle'; readonly job: string; readonly outputs: readonly PartitionRef[] }
  | { readonly reason: 'catalog-failed'; readonly failure: CatalogFailure }
  | { readonly reason: 'cancelled'; readonly signal: string; readonly stopped: number; readonly notStarted: number };
