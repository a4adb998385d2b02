import type { CatalogFailure } from '../catalog/index.js';
import type { PartitionRef } from '../base/model/index.js';
import type { DirectoryFailure, WorkerProblem } from '../base/runtime/index.js';
import type { TaskName } from './task_name.js';

/** How a program failed. */
export type CheckProblem =
  { readonly reason: 'exit-non-zero'; readonly code: number } | { readonly reason: 'killed'; readonly signal: string };

/** Why an attempt at a task failed. */
export type TaskProblem =
  | CheckProblem
  /** The attempt, its check included, took longer than its job allows, and was ended. */
  | { readonly reason: 'timed-out'; readonly timeoutMs: number }
  /** Exit code 0, but the job's check rejected the outputs. `check`: its runfiles path. */
  | { readonly reason: 'check-failed'; readonly check: string; readonly problem: CheckProblem }
  /** Exit code 0, but the job's digest program failed. `digest`: its runfiles path. */
  | { readonly reason: 'digest-failed'; readonly digest: string; readonly problem: CheckProblem }
  /** Exit code 0, but the digests are not a JSON object of output → text. `from`: the metadata file, or the digest program. */
  | { readonly reason: 'digests-malformed'; readonly from: string; readonly detail: string }
  /** A directory that existed when the build started is gone, or is not a directory. */
  | {
      readonly reason: 'directory-unusable';
      readonly purpose: DirectoryFailure['purpose'];
      readonly path: string;
      readonly code: string;
    }
  /** `detail`: the system's message, with the path. */
  | { readonly reason: 'log-not-opened'; readonly detail: string }
  /** Its output could not be written to the log, so it was ended. `detail`: the system's message, with the path. */
  | { readonly reason: 'log-not-written'; readonly detail: string }
  /** Exit code 0, but the content of `DATABUILD_METADATA_FILE` is not a JSON object. */
  | { readonly reason: 'metadata-malformed'; readonly path: string; readonly detail: string }
  /** One argument (`args[3]`) or variable (`env.NAME`) is longer than the kernel allows. */
  | { readonly reason: 'string-too-long'; readonly where: string; readonly bytes: number; readonly limitBytes: number }
  /** All arguments and variables together are longer than the kernel allows. */
  | { readonly reason: 'arguments-too-large'; readonly bytes: number; readonly limitBytes: number }
  | { readonly reason: 'outputs-file-not-written'; readonly path: string; readonly code: string }
  /** A worker broke the protocol, or ended. `printed`: the beginning of what it printed in place of an answer. */
  | {
      readonly reason: 'worker-failed';
      readonly program: string;
      readonly problem: WorkerProblem;
      readonly printed: string;
    }
  | { readonly reason: 'batch-file-not-written'; readonly path: string; readonly code: string }
  /** The program reported it in `DATABUILD_BATCH_RESULTS`. `message`: what it said; may be empty. */
  | { readonly reason: 'reported-failed'; readonly message: string }
  /** What the program wrote into `DATABUILD_BATCH_RESULTS` is wrong. `line`: from 1; 0 if the whole file is meant. */
  | {
      readonly reason: 'batch-results-malformed';
      readonly path: string;
      readonly line: number;
      readonly detail: string;
    }
  /** Its engine lost it so many times: its attempts ended, or were ended, without a result. */
  | { readonly reason: 'lost'; readonly engine: string; readonly times: number; readonly detail: string }
  /** Its engine will not run it. */
  | { readonly reason: 'engine-refused'; readonly engine: string; readonly detail: string }
  /** The system did not start it. `code`: code of the error, such as `ENOENT`. */
  | { readonly reason: 'start-failed'; readonly program: string; readonly code: string };

/** A task that was not started because something upstream of it failed. */
export interface SkippedTask {
  readonly task: TaskName;
  /** Id of the task that it waited for: the one that failed, or another that was skipped. */
  readonly waitedFor: string;
}

/** The last attempt at a task failed. */
export interface TaskFailure {
  readonly reason: 'task-failed';
  readonly task: TaskName;
  /** How many times it was started. */
  readonly attempt: number;
  readonly problem: TaskProblem;
  readonly log: string;
  /** The last lines of the log; empty when there is none. */
  readonly logTail: string;
  /** The tasks that were not started because of it, in the order of the plan. */
  readonly skipped: readonly SkippedTask[];
}

/** Why a build failed. */
export type ExecFailure =
  /** A materialize input that this plan does not build is no longer in the catalog. */
  | { readonly reason: 'input-missing'; readonly ref: PartitionRef; readonly neededBy: TaskName }
  /** The plan has tasks of a job that the graph does not have. */
  | { readonly reason: 'job-unknown'; readonly job: string }
  | {
      readonly reason: 'executable-unusable';
      readonly job: string;
      readonly path: string;
      /** `ENOENT`: not there; `EACCES`: no execute bit; `EISDIR`: a directory. */
      readonly code: string;
    }
  | TaskFailure
  /** A task needs more of a resource than there is, so it could never start. */
  | {
      readonly reason: 'resource-short';
      readonly job: string;
      readonly resource: string;
      readonly needed: number;
      /** 0 if no limit is set. */
      readonly available: number;
      /** Set if this is how many slots the pool of the catalog has. */
      readonly pool?: true;
    }
  /** Configs of one job, run by itself, that form a cycle. The last depends on the first. */
  | { readonly reason: 'job-cycle'; readonly job: string; readonly outputs: readonly PartitionRef[] }
  /** Another build holds the task, and this one does not wait for it. `owner`: `host:build id`. */
  | { readonly reason: 'held-elsewhere'; readonly task: TaskName; readonly owner: string }
  | { readonly reason: 'catalog-failed'; readonly failure: CatalogFailure }
  | { readonly reason: 'cancelled'; readonly signal: string; readonly stopped: number; readonly notStarted: number };
