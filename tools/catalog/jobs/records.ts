/**
 * What the job catalog has of builds. Times are milliseconds since the epoch, by the clock of the machine of the build;
 * fields that end in `Json` are JSON as the events of the build have it.
 */
export interface BuildRecord {
  readonly buildId: string;
  /** Of the last event that was delivered. */
  readonly sequence: number;
  /** Label of the graph, or of the job that ran by itself. */
  readonly graph: string;
  readonly plan: string | null;
  readonly host: string;
  readonly processJson: string;
  readonly logDir: string;
  readonly startedAt: number;
  /** Of the last event that was delivered. */
  readonly lastAt: number;
  /** `interrupted`: its process ended before the build did. */
  readonly outcome: 'unfinished' | 'succeeded' | 'failed' | 'cancelled' | 'interrupted';
  readonly durationMs: number | null;
  /** Why nothing new starts. */
  readonly stopping: string | null;
  readonly reasonsJson: string;
  /** How many tasks the build announced, how many of them ended in which way, and how many partitions were up to date. */
  readonly tasks: number;
  readonly built: number;
  readonly failed: number;
  readonly skipped: number;
  readonly aborted: number;
  readonly delegated: number;
  readonly unchanged: number;
  readonly pruned: number;
}

export interface TaskRecord {
  readonly taskId: string;
  /** Of the first event of the task. It orders the tasks of a build as they were announced. */
  readonly n: number;
  /** Of the last event of the task. */
  readonly sequence: number;
  readonly job: string;
  /** As in the state of a build: `announced`, `running`, `succeeded` … */
  readonly state: string;
  readonly outputsJson: string | null;
  readonly reasonJson: string | null;
  readonly estimateMs: number | null;
  /** How many attempts were started. */
  readonly attempts: number;
  /** When the first attempt started. */
  readonly startedAt: number | null;
  /** When the last attempt was queued, if it had to wait. */
  readonly queuedAt: number | null;
  /** When the last attempt started. */
  readonly attemptAt: number | null;
  readonly endedAt: number | null;
  /** Of the last attempt. */
  readonly durationMs: number | null;
  /** Who holds the lease, while the task waits for it. */
  readonly owner: string | null;
  /** Of the last attempt; relative to `logDir` of the build, unless it is elsewhere. */
  readonly log: string | null;
  readonly batch: number | null;
  /** The machine of the last attempt, if it is not that of the build. */
  readonly host: string | null;
  readonly problemJson: string | null;
  readonly logTail: string | null;
  readonly manifestsJson: string | null;
  readonly becauseJson: string | null;
  /** Of the tasks of this build whose outputs it read, the one that ended last. */
  readonly waitedFor: string | null;
}

/** An attempt at a task that failed, and was followed by another one. */
export interface RetriedAttempt {
  readonly taskId: string;
  readonly attempt: number;
  readonly job: string;
  readonly queuedAt: number | null;
  readonly startedAt: number | null;
  readonly endedAt: number;
  readonly durationMs: number;
  readonly host: string | null;
  readonly log: string | null;
  readonly problemJson: string;
}

/** What a build adds to the job catalog. Writing it again, or after later ones, changes nothing. */
export interface JobBatch {
  readonly build: BuildRecord;
  readonly tasks: readonly TaskRecord[];
  readonly attempts: readonly RetriedAttempt[];
}
