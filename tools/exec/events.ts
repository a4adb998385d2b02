import type { Manifest, Reason } from '../base/model/index.js';
import type { TaskProblem } from './failure.js';
import type { TaskName } from './task_name.js';

/**
 * What happens during a build, in order. What is announced always comes to an end: each `task announced` is followed by
 * exactly one of `finished`, `failed`, `skipped`, `aborted` and `delegated` for the same task, and `build finished` is
 * the last event. Times are milliseconds since the epoch.
 */
export type ExecEvent = BuildEvent | TaskEvent;

export type BuildEvent = BuildStarted | BuildTakingOver | BuildStopping | BuildFinished;

export type TaskEvent =
  | TaskAnnounced
  | TaskWaiting
  | TaskQueued
  | TaskStarted
  | TaskRetrying
  | TaskFinished
  | TaskFailed
  | TaskSkipped
  | TaskAborted
  | TaskDelegated;

export type Emit = (event: ExecEvent) => void;

export interface BuildStarted {
  readonly type: 'build';
  readonly event: 'started';
  readonly time: number;
  readonly buildId: string;
  /** Label of the graph, or of the job that is run by itself. */
  readonly label: string;
  /** Id of the plan; left out where a job is run by itself. */
  readonly plan?: string;
  readonly host: string;
  readonly tasks: number;
  readonly pruned: number;
  /** How many tasks run for each reason. */
  readonly reasons: Readonly<Partial<Record<Reason['kind'], number>>>;
  readonly logDir: string;
}

/** Another build was killed on this machine: this one takes over what it had begun. */
export interface BuildTakingOver {
  readonly type: 'build';
  readonly event: 'taking-over';
  readonly time: number;
  /** Who had the leases: `host:build id`. */
  readonly owner: string;
}

/** Nothing new is started from here on; what runs is waited for. */
export interface BuildStopping {
  readonly type: 'build';
  readonly event: 'stopping';
  readonly time: number;
  /** `held-elsewhere`: another build has the lease of a task, and this one is not to wait. */
  readonly why: 'task-failed' | 'catalog-failed' | 'held-elsewhere' | 'cancelled';
  readonly running: number;
}

export interface BuildFinished {
  readonly type: 'build';
  readonly event: 'finished';
  readonly time: number;
  readonly outcome: 'succeeded' | 'failed' | 'cancelled';
  readonly built: number;
  readonly failed: number;
  readonly skipped: number;
  readonly aborted: number;
  readonly delegated: number;
  readonly pruned: number;
  readonly durationMs: number;
}

/** This build is to see to this task. Announced in the order of the plan, all before the first one starts. */
export interface TaskAnnounced {
  readonly type: 'task';
  readonly event: 'announced';
  readonly time: number;
  readonly task: TaskName;
  readonly reason: Reason;
  /** How long it takes by all that is known, in milliseconds; left out where nothing is. */
  readonly estimateMs?: number;
}

/** Another build is making it: this one waits for that build, and looks again. Emitted once for each owner. */
export interface TaskWaiting {
  readonly type: 'task';
  readonly event: 'waiting';
  readonly time: number;
  readonly task: TaskName;
  /** Who has the lease: `host:build id`. */
  readonly owner: string;
}

/**
 * One attempt waits where it is to run. It is `started` later, or ends without that. An attempt that starts at once, as on
 * this machine, is not queued.
 */
export interface TaskQueued {
  readonly type: 'task';
  readonly event: 'queued';
  readonly time: number;
  readonly task: TaskName;
  /** From 1. */
  readonly attempt: number;
  /** Where its log will be. */
  readonly log: string;
  /** W3C trace context that the process gets. */
  readonly traceparent?: string;
}

/** One attempt: a process is about to be started. */
export interface TaskStarted {
  readonly type: 'task';
  readonly event: 'started';
  readonly time: number;
  readonly task: TaskName;
  /** From 1. */
  readonly attempt: number;
  readonly log: string;
  /** Where it runs; left out: on the machine of the build. */
  readonly host?: string;
  /** W3C trace context that the process gets. */
  readonly traceparent?: string;
}

/** An attempt failed, and another one follows. */
export interface TaskRetrying {
  readonly type: 'task';
  readonly event: 'retrying';
  readonly time: number;
  readonly task: TaskName;
  /** The one that failed. */
  readonly attempt: number;
  readonly problem: TaskProblem;
  readonly log: string;
  readonly durationMs: number;
  /** Until the next attempt. */
  readonly delayMs: number;
}

/** The process ended well, its outputs passed the check, and its manifest is recorded. */
export interface TaskFinished {
  readonly type: 'task';
  readonly event: 'finished';
  readonly time: number;
  readonly task: TaskName;
  readonly manifest: Manifest;
  readonly durationMs: number;
}

/** The last attempt failed. */
export interface TaskFailed {
  readonly type: 'task';
  readonly event: 'failed';
  readonly time: number;
  readonly task: TaskName;
  readonly attempt: number;
  readonly problem: TaskProblem;
  readonly log: string;
  readonly logTail: string;
  readonly durationMs: number;
}

/** Never started, because something upstream of it failed. */
export interface TaskSkipped {
  readonly type: 'task';
  readonly event: 'skipped';
  readonly time: number;
  readonly task: TaskName;
  /** The task whose failure is the cause: the first one, where there are several. */
  readonly because: TaskName;
}

/**
 * It came to nothing through no fault of its own: the build ended before it could start or while it ran, or its
 * manifest could not be recorded.
 */
export interface TaskAborted {
  readonly type: 'task';
  readonly event: 'aborted';
  readonly time: number;
  readonly task: TaskName;
  /** Whether a process had been started. */
  readonly started: boolean;
}

/** The catalog has what it would make: another build, or an earlier run of this plan, made it. */
export interface TaskDelegated {
  readonly type: 'task';
  readonly event: 'delegated';
  readonly time: number;
  readonly task: TaskName;
  /** Ids of the manifests that have its outputs. */
  readonly manifests: readonly string[];
}
