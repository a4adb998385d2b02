import type { PartitionRef, ProcessMark, Reason } from '../../base/model/index.js';
import type { Problem } from './schema.js';

/** What a build has come to, by its events so far. */
export interface BuildState {
  readonly buildId: string;
  /** Of the graph, or of the job that was run by itself. */
  readonly label: string;
  readonly plan?: string;
  readonly host: string;
  readonly process: ProcessMark;
  readonly logDir: string;
  /** RFC 3339, UTC, milliseconds; as all times here. */
  readonly startTime: string;
  /** Of the latest event so far. */
  readonly lastTime: string;
  /** How many tasks the build said that it has. */
  readonly tasksPlanned: number;
  readonly pruned: number;
  /** How many tasks run for each reason. */
  readonly reasons: Readonly<Record<string, number>>;
  /** `unfinished`: no event so far is the last one. */
  readonly outcome: 'succeeded' | 'failed' | 'cancelled' | 'unfinished';
  /** Left out as long as the build is unfinished. */
  readonly durationMs?: number;
  /** Why nothing more is started. */
  readonly stopping?: string;
  /** How many events there are. */
  readonly events: number;
  /** In the order in which they were announced. */
  readonly tasks: readonly TaskState[];
  /** Where the stream is not what a whole stream is. */
  readonly flaws: readonly StreamFlaw[];
}

/** What a task can come to. None of these is followed by another. */
export const TASK_ENDS = ['succeeded', 'failed', 'skipped', 'aborted', 'delegated'] as const;

export type TaskEnd = (typeof TASK_ENDS)[number];

export interface TaskState {
  readonly id: string;
  readonly job: string;
  /** Empty where the announcement is missing. */
  readonly outputs: readonly PartitionRef[];
  readonly reason?: Reason;
  readonly estimateMs?: number;
  /** `queued`: an attempt waits where it is to run. `retrying`: an attempt failed, and the next one is to come. */
  readonly state: 'announced' | 'waiting' | 'queued' | 'running' | 'retrying' | TaskEnd;
  /** How many attempts were started. */
  readonly attempts: number;
  /** Of the first attempt. */
  readonly startTime?: string;
  readonly endTime?: string;
  /** Of the last attempt. */
  readonly durationMs?: number;
  /** Who has the lease, as long as the task waits for it. */
  readonly owner?: string;
  /** Path of the log of the last attempt, one that is queued included. */
  readonly log?: string;
  /** The machine of the last attempt that started; left out: that of the build. */
  readonly taskHost?: string;
  /** Of the last attempt that failed. */
  readonly problem?: Problem;
  readonly logTail?: string;
  /** Ids of the manifests that have its outputs. */
  readonly manifests?: readonly string[];
  /** The task whose failure is the cause. */
  readonly because?: { readonly id: string; readonly job: string };
}

export type StreamFlaw =
  /** Events before this one did not arrive. */
  | { readonly reason: 'events-missing'; readonly sequence: string; readonly count: number }
  | { readonly reason: 'task-not-announced'; readonly sequence: string; readonly task: string }
  | { readonly reason: 'task-ended-twice'; readonly sequence: string; readonly task: string }
  /** The last event came, and the task has no end. */
  | { readonly reason: 'task-without-end'; readonly sequence: string; readonly task: string }
  | { readonly reason: 'event-after-last'; readonly sequence: string };
