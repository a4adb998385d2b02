import type { Manifest, PlannedTask } from '../base/model/index.js';
import type { Emit } from './events.js';
import type { SkippedTask, TaskFailure, TaskProblem } from './failure.js';
import type { JobPolicy } from './policy.js';
import { expectedDurationMs } from './ranks.js';
import { nameOf, type TaskName } from './task_name.js';
import type { CutOff } from './waiting.js';

/**
 * How many tasks ended in each way. A task is `built` when its last attempt succeeded and its manifest is recorded; the
 * event that says so is `finished`. It is `unchanged` when it did not run and its manifest is recorded under new keys.
 */
export interface Counts {
  readonly built: number;
  readonly failed: number;
  readonly skipped: number;
  readonly aborted: number;
  readonly delegated: number;
  readonly unchanged: number;
}

/** How an attempt failed. `log`: absolute path; times in milliseconds. */
export interface FailedAttempt {
  readonly problem: TaskProblem;
  readonly log: string;
  readonly time: number;
  readonly durationMs: number;
}

/** Where an attempt runs and logs. */
interface AttemptPlace {
  readonly log: string;
  readonly traceparent?: string | undefined;
  readonly host?: string | undefined;
  /** How many tasks the attempt runs. */
  readonly batch: number;
}

/** See `ExecDeps`. */
type Room = () => Promise<void> | undefined;

/** The state of each task, by index. Ensures that every announced task ends exactly once. */
export class Ledger {
  readonly #tasks: readonly PlannedTask[];
  readonly #emit: Emit;
  readonly #room: Room;
  readonly #names: readonly TaskName[];
  /** How many attempts each task has had, including one in the queue. */
  readonly #attempts: Int32Array;
  /** The latest attempt of each task that has started; 0 if none has. */
  readonly #started: Int32Array;
  /** 1 for each task that has ended. */
  readonly #over: Uint8Array;
  readonly #failures = new Map<number, TaskFailure>();
  readonly #counts = { built: 0, failed: 0, skipped: 0, aborted: 0, delegated: 0, unchanged: 0 };

  /** @param room see `ExecDeps` */
  constructor(tasks: readonly PlannedTask[], emit: Emit, room: Room = () => undefined) {
    this.#tasks = tasks;
    this.#emit = emit;
    this.#room = room;
    this.#names = tasks.map(nameOf);
    this.#attempts = new Int32Array(tasks.length);
    this.#started = new Int32Array(tasks.length);
    this.#over = new Uint8Array(tasks.length);
  }

  get counts(): Counts {
    return this.#counts;
  }

  /** The failures in the order of the plan. */
  get failures(): TaskFailure[] {
    return [...this.#failures].sort(([left], [right]) => left - right).map(([, failure]) => failure);
  }

  async announce(jobs: ReadonlyMap<string, JobPolicy>, time: number): Promise<void> {
    for (const [index, planned] of this.#tasks.entries()) {
      const wait = this.#room();
      if (wait !== undefined) await wait;
      const task = this.#name(index);
      const { reason } = planned;
      const estimateMs = expectedDurationMs(planned, jobs.get(planned.job));
      const estimate = estimateMs === undefined ? {} : { estimateMs };
      this.#emit({ type: 'task', event: 'announced', time, task, reason, ...estimate });
    }
  }

  /** Counts another attempt. @returns its number, from 1 */
  nextAttempt(index: number): number {
    return (this.#attempts[index] = this.attemptOf(index) + 1);
  }

  /** Number of the attempt that is queued or running, or was the last; 0 before the first. */
  attemptOf(index: number): number {
    return this.#attempts[index] ?? 0;
  }

  /** Whether an attempt at the task has ever left the queue. */
  hasStarted(index: number): boolean {
    return (this.#started[index] ?? 0) > 0;
  }

  /** The attempt has to wait for its start. */
  queued(index: number, time: number, { log, traceparent, batch }: AttemptPlace): void {
    const more = { ...(batch > 1 && { batch }), ...(traceparent !== undefined && { traceparent }) };
    const attempt = this.attemptOf(index);
    this.#emit({ type: 'task', event: 'queued', time, task: this.#name(index), attempt, log, ...more });
  }

  /** @param host where it runs; absent on the machine of the build */
  started(index: number, time: number, { log, traceparent, host, batch }: AttemptPlace): void {
    const where = host === undefined ? {} : { host };
    const more = { ...(batch > 1 && { batch }), ...(traceparent !== undefined && { traceparent }) };
    const attempt = this.attemptOf(index);
    if (this.#started[index] === attempt) throw new Error(`${this.#name(index).id} has started twice`);
    this.#started[index] = attempt;
    this.#emit({ type: 'task', event: 'started', time, task: this.#name(index), attempt, log, ...where, ...more });
  }

  retrying(index: number, failed: FailedAttempt, delayMs: number): void {
    const attempt = this.attemptOf(index);
    this.#emit({ type: 'task', event: 'retrying', task: this.#name(index), attempt, ...failed, delayMs });
  }

  waiting(index: number, time: number, owner: string): TaskName {
    const task = this.#name(index);
    this.#emit({ type: 'task', event: 'waiting', time, task, owner });
    return task;
  }

  /** @returns the duration of the attempt in milliseconds */
  finished(index: number, time: number, manifest: Manifest): number {
    this.#end(index, 'built');
    const durationMs = Date.parse(manifest.endTime) - Date.parse(manifest.startTime);
    this.#emit({ type: 'task', event: 'finished', time, task: this.#name(index), manifest, durationMs });
    return durationMs;
  }

  /** @param cutOff the tasks that cannot be built now, in the order of the plan */
  async failed(index: number, failed: FailedAttempt, logTail: string, cutOff: readonly CutOff[]): Promise<void> {
    this.#end(index, 'failed');
    const because = this.#name(index);
    const attempt = this.attemptOf(index);
    const { time, problem, log } = failed;
    this.#emit({ type: 'task', event: 'failed', task: because, attempt, ...failed, logTail });
    const skipped: SkippedTask[] = [];
    for (const { task: other, waitedFor } of cutOff) {
      const wait = this.#room();
      if (wait !== undefined) await wait;
      const task = this.#name(other);
      this.#end(other, 'skipped');
      this.#emit({ type: 'task', event: 'skipped', time, task, because });
      skipped.push({ task, waitedFor: this.#name(waitedFor).id });
    }
    this.#failures.set(index, { reason: 'task-failed', task: because, attempt, problem, log, logTail, skipped });
  }

  aborted(index: number, time: number): void {
    this.#end(index, 'aborted');
    const started = this.hasStarted(index);
    this.#emit({ type: 'task', event: 'aborted', time, task: this.#name(index), started });
  }

  delegated(index: number, time: number, manifests: readonly string[]): void {
    this.#end(index, 'delegated');
    this.#emit({ type: 'task', event: 'delegated', time, task: this.#name(index), manifests });
  }

  unchanged(index: number, time: number, manifest: Manifest): void {
    this.#end(index, 'unchanged');
    this.#emit({ type: 'task', event: 'unchanged', time, task: this.#name(index), manifest });
  }

  /** Aborts every task that has not ended when the build is over. @returns how many never started */
  async abortRest(time: number): Promise<number> {
    let notStarted = 0;
    for (const [index, over] of this.#over.entries()) {
      if (over === 1) continue;
      const wait = this.#room();
      if (wait !== undefined) await wait;
      if (!this.hasStarted(index)) notStarted++;
      this.aborted(index, time);
    }
    return notStarted;
  }

  #end(index: number, how: keyof Counts): void {
    if (this.#over[index] === 1) throw new Error(`task ${this.#name(index).id} has already ended`);
    this.#over[index] = 1;
    this.#counts[how]++;
  }

  #name(index: number): TaskName {
    const name = this.#names[index];
    if (name === undefined) throw new RangeError(`no task ${String(index)}`);
    return name;
  }
}
