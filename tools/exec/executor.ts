import type { Manifest, ManifestInput, ProcessMark, Result, Task } from '../base/model/index.js';
import type { DirectoryFailure } from '../base/runtime/index.js';
import type { TaskProblem } from './failure.js';
import type { JobPolicy } from './policy.js';

/**
 * Where attempts at tasks run: as processes of this machine, or on a cluster.
 *
 * The build decides what runs, in which order and how often, and records what was made. An executor runs what it is
 * given, and reports when it started and how it ended. It may serve several builds, one after the other.
 */
export interface Executor {
  /** How many attempts it takes at the same time, queued ones included. A caller that hands it more has a bug. */
  readonly size: number;
  /**
   * How much of each resource all its attempts may use together, in whole numbers by name: `cpu`, `memory_mb`. The build
   * runs no more tasks at the same time than fit, and refuses one that needs more than this.
   */
  readonly resources: ReadonlyMap<string, number>;
  /**
   * Processes of this machine that live until nothing of the build runs any more, even if the build itself is killed.
   * Other builds take over its tasks only after these have ended. Empty if tasks always end with the build.
   */
  readonly guards: readonly ProcessMark[];
  /** The paths of the files of one build. Creates none of them. */
  readonly filesOf: (buildId: string) => TaskFiles;
  /**
   * Runs the program of a job for the tasks of an attempt, and then the check and the digest program of the job if it has
   * them.
   *
   * @param onStart called once, when the attempt leaves the queue, and before the result resolves. If the attempt starts
   *   at once, it is called before `run` returns; the build then reports no queueing.
   * @returns how the attempt ended for each of its tasks, in their order; rejects only because of a bug. An attempt that
   *   could not be queued fails with `start-failed` or `engine-refused`, one that was lost with `lost`
   */
  readonly run: (attempt: Attempt, onStart: (start: AttemptStart) => void) => Promise<readonly AttemptEnd[]>;
  /** Withdraws queued attempts, which end as `not-started`. Running ones continue, and new attempts are accepted. */
  readonly withdraw: () => void;
  /**
   * Asks all running attempts to end, and kills them after the grace period. Queued attempts, and all that are handed over
   * later, end as `not-started`.
   */
  readonly stop: () => void;
  /** Kills all running attempts, without a grace period. */
  readonly kill: () => void;
  /**
   * Reports to this listener from now on, in place of an earlier one: when attempts wait because what runs them does not do what it
   * is asked, when it does again, and when attempts of another build are adopted. Absent if none of this can happen.
   */
  readonly watch?: (listener: (notice: ExecutorNotice) => void) => void;
  /**
   * Called when an attempt at each of these tasks, by id, has ended and what counts of it is in the catalog. Until then, an
   * executor whose attempts outlive their build keeps what a later build needs to find them. Absent if they do not.
   */
  readonly settled?: (tasks: readonly string[]) => void;
  /** Kills all running attempts, waits for their end, and releases what the executor holds. */
  readonly close: () => Promise<void>;
}

/** What an executor reports besides the ends of attempts. */
export type ExecutorNotice =
  /** What runs the attempts is in trouble, and they wait; or it is not any more. `reason` is the kind of trouble, in kebab-case. */
  | { readonly kind: 'waiting'; readonly engine: string; readonly reason: string; readonly detail: string }
  | { readonly kind: 'answered'; readonly engine: string; readonly reason: string }
  /** Attempts of a build that was killed make so many of the tasks. They are not started again. */
  | { readonly kind: 'adopted'; readonly engine: string; readonly tasks: number };

/** One process and one log. It tries one task, or several of a job that takes its tasks in batches. */
export interface Attempt {
  readonly buildId: string;
  /** At least one; more only if `policy.batch` is more than 1. All are of one job and have the same executable. */
  readonly tasks: readonly AttemptTask[];
  /**
   * If `batch` is more than 1, the program gets its tasks in the form of a batch, even if there is only one. `timeoutMs`
   * counts from the start, and covers check and digest program. `resources` is what the attempt takes while it runs.
   */
  readonly policy: Pick<JobPolicy, 'batch' | 'check' | 'digest' | 'resources' | 'timeoutMs' | 'worker'>;
}

/** One try at a task. */
export interface AttemptTask {
  /** Its `job` is the label of the job. */
  readonly task: Task;
  /** Number of the task's attempt, from 1. */
  readonly number: number;
  /** For each input, the manifest that is current now: the one that the manifest of the task will name. */
  readonly inputs?: readonly ManifestInput[] | undefined;
  /** W3C trace context of the task's attempt, given to the process as `TRACEPARENT`; for a batch, that of its first task. */
  readonly traceparent?: string | undefined;
}

/** An attempt has left the queue. */
export interface AttemptStart {
  /** Name of the machine that it runs on. */
  readonly host: string;
  /** Milliseconds since the epoch; absent if it starts now. */
  readonly time?: number;
}

/**
 * How an attempt ended for one of its tasks. `durationMs`: measured whole milliseconds from its start, 0 if it never
 * started; the tasks of a batch share it.
 */
export type AttemptEnd =
  | AttemptSuccess
  /** `shared`: several tasks of a batch failed together, and the problem may be that of another. */
  | {
      readonly kind: 'failed';
      readonly problem: TaskProblem;
      readonly durationMs: number;
      readonly shared?: boolean | undefined;
    }
  /** It was withdrawn, or the executor was stopped, before a process of it ran. */
  | { readonly kind: 'not-started' };

/** Program, check and digest program exited with 0, or the program reported this task of a batch before it failed. */
export interface AttemptSuccess {
  readonly kind: 'succeeded';
  /** Whether the program itself reported that the task is done. */
  readonly reported?: boolean | undefined;
  /** What the program reported, with secrets. */
  readonly metadata: Manifest['metadata'];
  /** The digests of outputs that it reported; absent if there are none. */
  readonly digests?: Manifest['digests'];
  readonly durationMs: number;
}

/** Where an executor keeps the files of the attempts of one build, apart from the data. */
export interface TaskFiles {
  /** The folder of the logs, for people. */
  readonly logDir: string;
  /** Creates what has to exist before the first attempt. */
  readonly prepare: () => Result<undefined, DirectoryFailure>;
  /**
   * Where the log of an attempt will be: that of its first task. Known before it starts; events carry it.
   *
   * @param attempt from 1
   */
  readonly logOf: (taskId: string, attempt: number) => string;
  /** The last bytes of a log, for messages about a failure; empty if there is none. */
  readonly tailOf: (log: string, maxBytes: number) => Promise<string>;
}
