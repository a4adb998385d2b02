import type { Manifest, Reason } from '../base/model/index.js';
import type { TaskProblem } from './failure.js';
import type { TaskName } from './task_name.js';

/**
 * What happens during a build, in order. Every announced task ends: each `task announced` is followed by exactly one of
 * `finished`, `failed`, `skipped`, `aborted`, `delegated` and `unchanged` for the same task. `build finished` is the last event.
 * Times are milliseconds since the epoch.
 */
export type ExecEvent = BuildEvent | TaskEvent;

export type BuildEvent =
  | BuildStarted
  | BuildTakingOver
  | BuildWaitingForPool
  | BuildWaitingForEngine
  | BuildEngineAnswered
  | BuildAdopted
  | BuildStopping
  | BuildFinished;

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
  | TaskDelegated
  | TaskUnchanged;

export type Emit = (event: ExecEvent) => void;

export interface BuildStarted {
  readonly type: 'build';
  readonly event: 'started';
  readonly time: number;
  readonly buildId: string;
  /** Label of the graph, or of the job that runs by itself. */
  readonly label: string;
  /** Id of the plan; absent when a job runs by itself. */
  readonly plan?: string;
  readonly host: string;
  readonly tasks: number;
  readonly pruned: number;
  /** How many tasks run for each reason. */
  readonly reasons: Readonly<Partial<Record<Reason['kind'], number>>>;
  readonly logDir: string;
}

/** Another build was killed on this machine, and this one takes over its tasks. */
export interface BuildTakingOver {
  readonly type: 'build';
  readonly event: 'taking-over';
  readonly time: number;
  /** Who held the leases: `host:build id`. */
  readonly owner: string;
}

/** A task needs slots of a pool that other builds hold. Emitted once for each pool. */
export interface BuildWaitingForPool {
  readonly type: 'build';
  readonly event: 'waiting-for-pool';
  readonly time: number;
  readonly pool: string;
  /** How many the task needs. */
  readonly slots: number;
  /** The other builds that hold slots, the longest first. */
  readonly holders: readonly PoolHolding[];
}

export interface PoolHolding {
  /** `host:build id`. */
  readonly owner: string;
  readonly slots: number;
  /** Since when, in milliseconds since the epoch by the clock of the catalog. */
  readonly since: number;
}

/**
 * The engine that runs the attempts does not do what it is asked, and the build waits. Emitted once for each kind of trouble,
 * however often the engine is asked.
 */
export interface BuildWaitingForEngine {
  readonly type: 'build';
  readonly event: 'waiting-for-engine';
  readonly time: number;
  /** As users name it: `slurm`. */
  readonly engine: string;
  /** The kind of trouble, such as `engine-unreachable`. */
  readonly reason: string;
  /** What the engine said. */
  readonly detail: string;
}

/** The end of a trouble that was reported. */
export interface BuildEngineAnswered {
  readonly type: 'build';
  readonly event: 'engine-answered';
  readonly time: number;
  readonly engine: string;
  readonly reason: string;
}

/** The engine goes on with tasks that a build had started which was killed. They are not started again. */
export interface BuildAdopted {
  readonly type: 'build';
  readonly event: 'adopted';
  readonly time: number;
  readonly engine: string;
  /** How many tasks; more may follow. */
  readonly tasks: number;
}

/** Nothing new starts from here on. Running tasks finish. */
export interface BuildStopping {
  readonly type: 'build';
  readonly event: 'stopping';
  readonly time: number;
  /** `held-elsewhere`: another build holds the lease of a task, and this one does not wait. */
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
  readonly unchanged: number;
  readonly pruned: number;
  readonly durationMs: number;
}

/** This build is responsible for the task. All are announced in the order of the plan, before the first one starts. */
export interface TaskAnnounced {
  readonly type: 'task';
  readonly event: 'announced';
  readonly time: number;
  readonly task: TaskName;
  readonly reason: Reason;
  /** Expected duration in milliseconds; absent when nothing is known. */
  readonly estimateMs?: number;
}

/** Another build is making it, and this one waits. Emitted once for each owner. */
export interface TaskWaiting {
  readonly type: 'task';
  readonly event: 'waiting';
  readonly time: number;
  readonly task: TaskName;
  /** Who holds the lease: `host:build id`. */
  readonly owner: string;
}

/**
 * An attempt waits for its executor. It starts later, or ends without a start. An attempt that starts at once, as on this
 * machine, is not queued.
 */
export interface TaskQueued {
  readonly type: 'task';
  readonly event: 'queued';
  readonly time: number;
  readonly task: TaskName;
  /** From 1. */
  readonly attempt: number;
  /** Where its log will be written. */
  readonly log: string;
  /** How many tasks the attempt runs, and the log is of; absent if it is only this one. */
  readonly batch?: number;
  /** W3C trace context that the process gets. */
  readonly traceparent?: string;
}

/** A process is about to start: one attempt. */
export interface TaskStarted {
  readonly type: 'task';
  readonly event: 'started';
  readonly time: number;
  readonly task: TaskName;
  /** From 1. */
  readonly attempt: number;
  readonly log: string;
  /** How many tasks the attempt runs, and the log is of; absent if it is only this one. */
  readonly batch?: number;
  /** Where it runs; absent on the machine of the build. */
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
  /** The attempt that failed. */
  readonly attempt: number;
  readonly problem: TaskProblem;
  readonly log: string;
  readonly durationMs: number;
  /** Time until the next attempt. */
  readonly delayMs: number;
}

/** The program exited with 0, its outputs passed the check, and its manifest is recorded. */
export interface TaskFinished {
  readonly type: 'task';
  readonly event: 'finished';
  readonly time: number;
  readonly task: TaskName;
  readonly manifest: Manifest;
  /** The task's share of the attempt. */
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

/** It never started, because something upstream of it failed. */
export interface TaskSkipped {
  readonly type: 'task';
  readonly event: 'skipped';
  readonly time: number;
  readonly task: TaskName;
  /** The task whose failure is the cause; the first one if there are several. */
  readonly because: TaskName;
}

/**
 * It ended without a result and without a failure of its own: the build ended before it could start or while it ran, or
 * its manifest could not be recorded.
 */
export interface TaskAborted {
  readonly type: 'task';
  readonly event: 'aborted';
  readonly time: number;
  readonly task: TaskName;
  /** Whether a process had been started. */
  readonly started: boolean;
}

/** The catalog already has its outputs: another build, or an earlier run of this plan, made them. */
export interface TaskDelegated {
  readonly type: 'task';
  readonly event: 'delegated';
  readonly time: number;
  readonly task: TaskName;
  /** Ids of the manifests of its outputs. */
  readonly manifests: readonly string[];
}

/**
 * It did not run, because its changed inputs have the data that was read last time. Its outputs stay as they are, and are
 * recorded under new keys.
 */
export interface TaskUnchanged {
  readonly type: 'task';
  readonly event: 'unchanged';
  readonly time: number;
  readonly task: TaskName;
  readonly manifest: Manifest;
}
