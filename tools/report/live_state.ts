import type { BuildEvent, ExecEvent, TaskEvent, TaskName } from '../exec/index.js';
import { unreachable } from '../base/model/index.js';
import { EtaClock, type ChainTask } from './live_eta.js';

/** A task with a running process. */
export interface RunningTask {
  readonly task: TaskName;
  readonly attempt: number;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly log: string;
  /** How many tasks the attempt runs in one batch, with one log; absent if it is only this one. */
  readonly batch?: number | undefined;
}

/** What the view of a running build shows. */
export interface LiveState {
  readonly total: number;
  /** Tasks that need no more work: finished, or found up to date. */
  readonly done: number;
  readonly failed: number;
  readonly skipped: number;
  readonly aborted: number;
  /** By task id, the longest running first. */
  readonly running: ReadonlyMap<string, RunningTask>;
  /** Tasks that another build is making, by task id, with the name of that build. */
  readonly waiting: ReadonlyMap<string, { readonly task: TaskName; readonly owner: string }>;
  /** Tasks that wait for their executor. */
  readonly queued: ReadonlySet<string>;
  /** Failed tasks that wait for their next attempt. */
  readonly retrying: ReadonlySet<string>;
  readonly stopping: boolean;
  readonly startTime: number;
  readonly eta: Pick<EtaClock, 'at'>;
}

/** Keeps the state of one build up to date. The cost of an event does not depend on the number of tasks. */
export class LiveBuild implements LiveState {
  total = 0;
  done = 0;
  failed = 0;
  skipped = 0;
  aborted = 0;
  readonly running = new Map<string, RunningTask>();
  readonly waiting = new Map<string, { readonly task: TaskName; readonly owner: string }>();
  readonly queued = new Set<string>();
  readonly retrying = new Set<string>();
  stopping = false;
  startTime = 0;
  readonly eta: EtaClock;

  /** @param tasks tasks of the plan, for the remaining time; may be empty */
  constructor(tasks: readonly ChainTask[]) {
    this.eta = new EtaClock(tasks);
  }

  take(event: ExecEvent): void {
    if (event.type === 'build') this.#takeBuild(event);
    else this.#takeTask(event);
  }

  #takeBuild(event: BuildEvent): void {
    if (event.event === 'started') {
      this.total = event.tasks;
      this.startTime = event.time;
    } else if (event.event === 'stopping') {
      this.stopping = true;
    }
  }

  #takeTask(event: TaskEvent): void {
    const { task, time } = event;
    const { id } = task;
    switch (event.event) {
      case 'announced':
        this.eta.announce(id, task.job, event.estimateMs);
        return;
      case 'waiting':
        this.waiting.set(id, { task, owner: event.owner });
        return;
      case 'queued':
        this.#leave(id);
        this.queued.add(id);
        return;
      case 'started':
        this.#leave(id);
        this.running.set(id, { task, attempt: event.attempt, since: time, log: event.log, batch: event.batch });
        this.eta.start(id, time, 1 / (event.batch ?? 1));
        return;
      case 'retrying':
        this.#leave(id);
        this.retrying.add(id);
        this.eta.pause(id, time);
        return;
      case 'finished':
        this.eta.learn(task.job, event.durationMs);
        this.done++;
        break;
      case 'delegated':
      case 'unchanged':
        this.done++;
        break;
      case 'failed':
        this.failed++;
        break;
      case 'skipped':
        this.skipped++;
        break;
      case 'aborted':
        this.aborted++;
        break;
      default:
        return unreachable(event);
    }
    this.#leave(id);
    this.eta.end(id, time);
  }

  #leave(id: string): void {
    this.running.delete(id);
    this.waiting.delete(id);
    this.retrying.delete(id);
    this.queued.delete(id);
  }
}
