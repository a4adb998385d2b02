import type { BuildRecord, JobBatch, RetriedAttempt, TaskRecord } from '../../catalog/index.js';
import { isEnd, type Body, type TaskState } from '../events/index.js';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Turns the events of one build into rows of the job catalog. It keeps only what has changed since the last batch, and tasks that
 * have begun and not ended, so a build may have any number of tasks.
 */
export class BuildRows {
  #build: Writable<BuildRecord> | undefined;
  readonly #open = new Map<string, Writable<TaskRecord>>();
  #changed = new Map<string, Writable<TaskRecord>>();
  #attempts: RetriedAttempt[] = [];
  /** Manifests of this build, the task of each, and when that ended. */
  readonly #made = new Map<string, { readonly task: string; readonly endedAt: number }>();

  /** How many rows the next batch has. */
  get size(): number {
    return this.#changed.size + this.#attempts.length;
  }

  get buildId(): string | undefined {
    return this.#build?.buildId;
  }

  /** @param sequence the number of the event within the build; @param time milliseconds since the epoch */
  add(sequence: number, time: number, said: Body): void {
    if (said.type === 'dev.databuild.build.started.v1' && this.#build === undefined) this.#start(time, said.data);
    const build = this.#build;
    if (build === undefined || sequence <= build.sequence) return;
    build.sequence = sequence;
    build.lastAt = time;
    if ('task' in said.data) this.#addToTask(sequence, time, said as TaskBody, build);
    else if (said.type === 'dev.databuild.build.stopping.v1') build.stopping = said.data.why;
    else if (said.type === 'dev.databuild.build.finished.v1') {
      const { outcome, durationMs, built, failed, skipped, aborted, delegated, unchanged = 0 } = said.data;
      Object.assign(build, { outcome, durationMs, built, failed, skipped, aborted, delegated, unchanged });
    }
  }

  /** What has changed since the last batch; nothing if no build has started. */
  take(): JobBatch | undefined {
    if (this.#build === undefined) return undefined;
    const batch = { build: { ...this.#build }, tasks: [...this.#changed.values()], attempts: this.#attempts };
    this.#changed = new Map();
    this.#attempts = [];
    return batch;
  }

  /** Puts back a batch that could not be written. What has changed since then counts. */
  putBack({ tasks, attempts }: JobBatch): void {
    const later = this.#changed;
    this.#changed = new Map(tasks.map((task) => [task.taskId, task]));
    for (const [id, task] of later) {
      const before = this.#changed.get(id);
      this.#changed.set(id, before === undefined ? task : withBeginning(task, before));
    }
    this.#attempts = [...attempts, ...this.#attempts];
  }

  #start(time: number, data: Extract<Body, { type: 'dev.databuild.build.started.v1' }>['data']): void {
    const { buildId, label, plan = null, host, process, logDir, tasks, pruned, reasons } = data;
    this.#build = {
      ...{ buildId, sequence: 0, graph: label, plan, host, processJson: JSON.stringify(process), logDir },
      ...{ startedAt: time, lastAt: time, outcome: 'unfinished', durationMs: null, stopping: null },
      ...{ reasonsJson: JSON.stringify(reasons), tasks, pruned },
      ...{ built: 0, failed: 0, skipped: 0, aborted: 0, delegated: 0, unchanged: 0 },
    };
  }

  #addToTask(sequence: number, time: number, said: TaskBody, build: Writable<BuildRecord>): void {
    const { id, job } = said.data.task;
    const task = this.#open.get(id) ?? this.#changed.get(id) ?? newTask(id, job, sequence);
    if (isEnd(task.state as TaskState['state'])) return;
    // A batch that is being written keeps its own copy.
    const next = { ...task, sequence };
    this.#change(next, time, said, build.logDir);
    if (next.state !== 'waiting') next.owner = null;
    if (isEnd(next.state as TaskState['state'])) {
      next.endedAt = time;
      build[next.state === 'succeeded' ? 'built' : (next.state as Ending)]++;
      this.#open.delete(id);
    } else if (next.state !== 'announced') this.#open.set(id, next);
    this.#changed.set(id, next);
  }

  #change(task: Writable<TaskRecord>, time: number, said: TaskBody, logDir: string): void {
    switch (said.type) {
      case 'dev.databuild.task.announced.v1':
        task.outputsJson = JSON.stringify(said.data.task.outputs);
        task.reasonJson = JSON.stringify(said.data.reason);
        task.estimateMs = said.data.estimateMs ?? null;
        return;
      case 'dev.databuild.task.waiting.v1':
        task.state = 'waiting';
        task.owner = said.data.owner;
        return;
      case 'dev.databuild.task.queued.v1':
        Object.assign(task, { state: 'queued', queuedAt: time, attemptAt: null, host: null });
        task.log = shortLog(said.data.log, logDir);
        task.batch = said.data.batch ?? null;
        return;
      case 'dev.databuild.task.started.v1':
        // An attempt that did not have to wait was not queued.
        if (task.state !== 'queued') task.queuedAt = null;
        task.state = 'running';
        task.attempts = said.data.attempt;
        task.startedAt ??= time;
        task.attemptAt = time;
        task.host = said.data.host ?? null;
        task.log = shortLog(said.data.log, logDir);
        task.batch = said.data.batch ?? null;
        return;
      case 'dev.databuild.task.retrying.v1':
        this.#retry(task, time, said.data, logDir);
        return;
      case 'dev.databuild.task.finished.v1':
        task.state = said.data.outcome;
        task.durationMs = said.data.durationMs;
        if (said.data.outcome === 'failed') {
          task.problemJson = JSON.stringify(said.data.problem);
          task.log = shortLog(said.data.log, logDir);
          task.logTail = said.data.logTail;
        } else this.#recorded(task, time, said.data.manifest);
        return;
      case 'dev.databuild.task.skipped.v1':
        task.state = 'skipped';
        task.becauseJson = JSON.stringify(said.data.because);
        return;
      case 'dev.databuild.task.aborted.v1':
        task.state = 'aborted';
        return;
      case 'dev.databuild.task.delegated.v1':
        task.state = 'delegated';
        task.manifestsJson = JSON.stringify(said.data.manifests);
        return;
      case 'dev.databuild.task.unchanged.v1':
        task.state = 'unchanged';
        this.#recorded(task, time, said.data.manifest);
    }
  }

  #retry(
    task: Writable<TaskRecord>,
    time: number,
    { attempt, problem, log, durationMs }: Extract<Body, { type: 'dev.databuild.task.retrying.v1' }>['data'],
    logDir: string,
  ): void {
    const { taskId, job, queuedAt, attemptAt, host } = task;
    const problemJson = JSON.stringify(problem);
    const short = shortLog(log, logDir);
    this.#attempts.push({
      ...{
        taskId,
        attempt,
        job,
        queuedAt,
        startedAt: attemptAt,
        endedAt: time,
        durationMs,
        host,
        log: short,
        problemJson,
      },
    });
    Object.assign(task, { state: 'retrying', durationMs, log: short, problemJson });
  }

  #recorded(
    task: Writable<TaskRecord>,
    time: number,
    { id, outputs, inputs }: Extract<Body, { type: 'dev.databuild.task.unchanged.v1' }>['data']['manifest'],
  ): void {
    task.outputsJson ??= JSON.stringify(outputs);
    task.manifestsJson = JSON.stringify([id]);
    let last: { readonly task: string; readonly endedAt: number } | undefined;
    for (const { manifest } of inputs) {
      const made = manifest === null ? undefined : this.#made.get(manifest);
      if (made !== undefined && made.endedAt >= (last?.endedAt ?? 0)) last = made;
    }
    task.waitedFor = last?.task ?? null;
    this.#made.set(id, { task: task.taskId, endedAt: time });
  }
}

type TaskBody = Extract<Body, { data: { task: unknown } }>;

type Ending = 'failed' | 'skipped' | 'aborted' | 'delegated' | 'unchanged';

function newTask(taskId: string, job: string, sequence: number): Writable<TaskRecord> {
  return {
    ...{
      taskId,
      n: sequence,
      sequence,
      job,
      state: 'announced',
      outputsJson: null,
      reasonJson: null,
      estimateMs: null,
      attempts: 0,
    },
    ...{ startedAt: null, queuedAt: null, attemptAt: null, endedAt: null, durationMs: null, owner: null, log: null },
    ...{
      batch: null,
      host: null,
      problemJson: null,
      logTail: null,
      manifestsJson: null,
      becauseJson: null,
      waitedFor: null,
    },
  };
}

/** The later row with what only the earlier one knows, from its announcement. */
function withBeginning(later: TaskRecord, earlier: TaskRecord): TaskRecord {
  return {
    ...later,
    n: earlier.n,
    outputsJson: later.outputsJson ?? earlier.outputsJson,
    reasonJson: later.reasonJson ?? earlier.reasonJson,
    estimateMs: later.estimateMs ?? earlier.estimateMs,
  };
}

/** A log in the folder of the build is named relative to it. */
function shortLog(log: string, logDir: string): string {
  return log.startsWith(`${logDir}/`) ? log.slice(logDir.length + 1) : log;
}
