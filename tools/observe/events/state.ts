import type { PartitionRef, ProcessMark, Reason } from '../../base/model/index.js';
import type { Problem } from './schema.js';

/** The state of a build by its events so far. */
export interface BuildState {
  readonly buildId: string;
  /** Of the graph, or of the job that ran by itself. */
  readonly label: string;
  readonly plan?: string;
  readonly host: string;
  readonly process: ProcessMark;
  readonly logDir: string;
  /** RFC 3339, UTC, milliseconds; as all times here. */
  readonly startTime: string;
  /** Time of the latest event so far. */
  readonly lastTime: string;
  /** How many tasks the build announced at its start. */
  readonly tasksPlanned: number;
  readonly pruned: number;
  /** How many tasks run for each reason. */
  readonly reasons: Readonly<Record<string, number>>;
  /** `unfinished`: the last event is missing so far. */
  readonly outcome: 'succeeded' | 'failed' | 'cancelled' | 'unfinished';
  /** Absent while the build is unfinished. */
  readonly durationMs?: number;
  /** Why nothing new starts. */
  readonly stopping?: string;
  /** Number of events so far. */
  readonly events: number;
  /** In the order in which they were announced. */
  readonly tasks: readonly TaskState[];
  /** Where the events are not those of a complete stream. */
  readonly flaws: readonly StreamFlaw[];
}

/** How a task can end. No state follows these. */
export const TASK_ENDS = ['succeeded', 'failed', 'skipped', 'aborted', 'delegated', 'unchanged'] as const;

export type TaskEnd = (typeof TASK_ENDS)[number];

export interface TaskState {
  readonly id: string;
  readonly job: string;
  /** Empty if the announcement is missing. */
  readonly outputs: readonly PartitionRef[];
  readonly reason?: Reason;
  readonly estimateMs?: number;
  /** `queued`: an attempt waits for its executor. `retrying`: an attempt failed, and another one follows. */
  readonly state: 'announced' | 'waiting' | 'queued' | 'running' | 'retrying' | TaskEnd;
  /** How many attempts were started. */
  readonly attempts: number;
  /** Of the first attempt. */
  readonly startTime?: string;
  readonly endTime?: string;
  /** Of the last attempt. */
  readonly durationMs?: number;
  /** Who holds the lease, while the task waits for it. */
  readonly owner?: string;
  /** Path of the log of the last attempt, including a queued one. */
  readonly log?: string;
  /** How many tasks the last attempt runs in one batch, with one log; absent if it is only this one. */
  readonly batch?: number;
  /** The machine of the last attempt that started; absent if it is the machine of the build. */
  readonly taskHost?: string;
  /** Of the last attempt that failed. */
  readonly problem?: Problem;
  readonly logTail?: string;
  /** Ids of the manifests of its outputs. */
  readonly manifests?: readonly string[];
  /** The task whose failure is the cause. */
  readonly because?: { readonly id: string; readonly job: string };
}

export type StreamFlaw =
  /** Events before this one did not arrive. */
  | { readonly reason: 'events-missing'; readonly sequence: string; readonly count: number }
  | { readonly reason: 'task-not-announced'; readonly sequence: string; readonly task: string }
  | { readonly reason: 'task-ended-twice'; readonly sequence: string; readonly task: string }
  /** The last event arrived, and the task has not ended. */
  | { readonly reason: 'task-without-end'; readonly sequence: string; readonly task: string }
  | { readonly reason: 'event-after-last'; readonly sequence: string };
