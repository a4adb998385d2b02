import { err, ok, unreachable, type Result } from '../../base/model/index.js';
import type { StreamEvent, StreamEventOf } from './schema.js';
import { TASK_ENDS, type BuildState, type StreamFlaw, type TaskState } from './state.js';

export interface ReplayFailure {
  /** The first event identifies the build. Without it, nothing can be replayed. */
  readonly reason: 'no-first-event';
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Rebuilds the state of a build from its events, in order: all of them, or only the first ones. */
export function replay(events: Iterable<StreamEvent>): Result<BuildState, ReplayFailure> {
  const replaying = new Replay();
  for (const event of events) replaying.add(event);
  return replaying.state();
}

/** Replays events one by one. A repeated event, as after a repeated request, changes nothing. */
export class Replay {
  readonly #tasks = new Map<string, Writable<TaskState>>();
  readonly #flaws: StreamFlaw[] = [];
  #build: Writable<BuildState> | undefined;
  #sequence = 0;

  add(event: StreamEvent): void {
    const sequence = Number(event.sequence);
    if (event.type === 'dev.databuild.build.started.v1') {
      if (this.#build !== undefined) return;
      this.#start(event);
    }
    const build = this.#build;
    if (build === undefined || sequence <= this.#sequence) return;
    if (build.outcome !== 'unfinished') this.#flaws.push({ reason: 'event-after-last', sequence: event.sequence });
    const missing = sequence - this.#sequence - 1;
    if (missing > 0) this.#flaws.push({ reason: 'events-missing', sequence: event.sequence, count: missing });
    this.#sequence = sequence;
    build.events++;
    build.lastTime = event.time;
    this.#apply(event, build);
  }

  /** The state so far. Events that are added later do not change it. */
  state(): Result<BuildState, ReplayFailure> {
    if (this.#build === undefined) return err({ reason: 'no-first-event' });
    return ok({
      ...this.#build,
      tasks: [...this.#tasks.values()].map((task) => ({ ...task })),
      flaws: [...this.#flaws],
    });
  }

  #start({ data, time }: StreamEventOf<'dev.databuild.build.started.v1'>): void {
    this.#build = {
      buildId: data.buildId,
      label: data.label,
      ...(data.plan !== undefined && { plan: data.plan }),
      host: data.host,
      process: data.process,
      logDir: data.logDir,
      startTime: time,
      lastTime: time,
      tasksPlanned: data.tasks,
      pruned: data.pruned,
      reasons: data.reasons,
      outcome: 'unfinished',
      events: 0,
      tasks: [],
      flaws: [],
    };
  }

  #apply(event: StreamEvent, build: Writable<BuildState>): void {
    switch (event.type) {
      case 'dev.databuild.build.started.v1':
      case 'dev.databuild.build.taking-over.v1':
      case 'dev.databuild.build.waiting-for-pool.v1':
      case 'dev.databuild.build.waiting-for-engine.v1':
      case 'dev.databuild.build.engine-answered.v1':
      case 'dev.databuild.build.adopted.v1':
        return;
      case 'dev.databuild.build.stopping.v1':
        build.stopping = event.data.why;
        return;
      case 'dev.databuild.build.finished.v1':
        build.outcome = event.data.outcome;
        build.durationMs = event.data.durationMs;
        for (const { id, state } of this.#tasks.values()) {
          if (!isEnd(state)) this.#flaws.push({ reason: 'task-without-end', sequence: event.sequence, task: id });
        }
        return;
      default:
        this.#applyToTask(event);
    }
  }

  #applyToTask(event: TaskStreamEvent): void {
    const { id } = event.data.task;
    let task = this.#tasks.get(id);
    if (task === undefined) {
      task = { id, job: event.data.task.job, outputs: [], state: 'announced', attempts: 0 };
      this.#tasks.set(id, task);
      if (event.type !== 'dev.databuild.task.announced.v1') {
        this.#flaws.push({ reason: 'task-not-announced', sequence: event.sequence, task: id });
      }
    }
    if (isEnd(task.state)) {
      this.#flaws.push({ reason: 'task-ended-twice', sequence: event.sequence, task: id });
      return;
    }
    change(task, event);
    if (isEnd(task.state)) task.endTime = event.time;
    if (task.state !== 'waiting') delete task.owner;
  }
}

type TaskStreamEvent = Extract<StreamEvent, { data: { task: unknown } }>;

/** Whether this state of a task is final. */
export function isEnd(state: TaskState['state']): boolean {
  return (TASK_ENDS as readonly string[]).includes(state);
}

function change(task: Writable<TaskState>, event: TaskStreamEvent): void {
  switch (event.type) {
    case 'dev.databuild.task.announced.v1':
      task.outputs = event.data.task.outputs;
      task.reason = event.data.reason;
      if (event.data.estimateMs !== undefined) task.estimateMs = event.data.estimateMs;
      return;
    case 'dev.databuild.task.waiting.v1':
      task.state = 'waiting';
      task.owner = event.data.owner;
      return;
    case 'dev.databuild.task.queued.v1':
      task.state = 'queued';
      placeAttempt(task, event.data);
      return;
    case 'dev.databuild.task.started.v1':
      task.state = 'running';
      task.attempts++;
      task.startTime ??= event.time;
      placeAttempt(task, event.data);
      if (event.data.host === undefined) delete task.taskHost;
      else task.taskHost = event.data.host;
      return;
    case 'dev.databuild.task.retrying.v1':
      task.state = 'retrying';
      endFailedAttempt(task, event.data);
      return;
    case 'dev.databuild.task.finished.v1':
      task.state = event.data.outcome;
      if (event.data.outcome === 'failed') {
        endFailedAttempt(task, event.data);
        task.logTail = event.data.logTail;
      } else {
        task.durationMs = event.data.durationMs;
        task.outputs = event.data.manifest.outputs;
        task.manifests = [event.data.manifest.id];
      }
      return;
    case 'dev.databuild.task.skipped.v1':
      task.state = 'skipped';
      task.because = event.data.because;
      return;
    case 'dev.databuild.task.aborted.v1':
      task.state = 'aborted';
      return;
    case 'dev.databuild.task.delegated.v1':
      task.state = 'delegated';
      task.manifests = event.data.manifests;
      return;
    case 'dev.databuild.task.unchanged.v1':
      task.state = 'unchanged';
      task.outputs = event.data.manifest.outputs;
      task.manifests = [event.data.manifest.id];
      return;
    default:
      unreachable(event);
  }
}

function placeAttempt(task: Writable<TaskState>, { log, batch }: { log: string; batch?: number | undefined }): void {
  task.log = log;
  if (batch === undefined) delete task.batch;
  else task.batch = batch;
}

type FailedAttempt = Pick<Required<TaskState>, 'durationMs' | 'log' | 'problem'>;

function endFailedAttempt(task: Writable<TaskState>, { durationMs, log, problem }: FailedAttempt): void {
  task.durationMs = durationMs;
  task.log = log;
  task.problem = problem;
}
