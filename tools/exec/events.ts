import type { Manifest, Reason } from '../model/index.js';
import type { TaskName, TaskProblem } from './failure.js';

/**
 * What happens during a build, in order. What is announced always comes to an end: each `task started` is followed by
 * `finished`, `failed` or `stopped` for the same task, and `build finished` is the last event. Times are milliseconds
 * since the epoch.
 */
export type ExecEvent =
  BuildStarted | BuildStopping | BuildFinished | TaskStarted | TaskFinished | TaskFailed | TaskStopped;

export type Emit = (event: ExecEvent) => void;

export interface BuildStarted {
  readonly type: 'build';
  readonly event: 'started';
  readonly time: number;
  readonly buildId: string;
  /** Label of the graph, or of the job that is run by itself. */
  readonly label: string;
  readonly tasks: number;
  readonly pruned: number;
  /** How many tasks run for each reason. */
  readonly reasons: Readonly<Partial<Record<Reason['kind'], number>>>;
  readonly logDir: string;
}

/** Nothing new is started from here on; what runs is waited for. */
export interface BuildStopping {
  readonly type: 'build';
  readonly event: 'stopping';
  readonly time: number;
  readonly why: 'task-failed' | 'catalog-failed' | 'cancelled';
  readonly running: number;
}

export interface BuildFinished {
  readonly type: 'build';
  readonly event: 'finished';
  readonly time: number;
  readonly outcome: 'succeeded' | 'failed' | 'cancelled';
  readonly built: number;
  readonly failed: number;
  readonly stopped: number;
  readonly notStarted: number;
  readonly pruned: number;
  readonly durationMs: number;
}

export interface TaskStarted {
  readonly type: 'task';
  readonly event: 'started';
  readonly time: number;
  readonly task: TaskName;
  readonly log: string;
}

/** The process ended well and its manifest is recorded. */
export interface TaskFinished {
  readonly type: 'task';
  readonly event: 'finished';
  readonly time: number;
  readonly task: TaskName;
  readonly manifest: Manifest;
  readonly durationMs: number;
}

export interface TaskFailed {
  readonly type: 'task';
  readonly event: 'failed';
  readonly time: number;
  readonly task: TaskName;
  readonly problem: TaskProblem;
  readonly log: string;
  readonly logTail: string;
  readonly durationMs: number;
}

/** The process was ended because the build was cancelled, or its manifest could not be recorded. */
export interface TaskStopped {
  readonly type: 'task';
  readonly event: 'stopped';
  readonly time: number;
  readonly task: TaskName;
}
