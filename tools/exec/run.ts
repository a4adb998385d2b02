import type { CatalogFailure, CurrentManifest } from '../catalog/index.js';
import { reverse } from '../graph/index.js';
import type { ManifestInput, PartitionRef, PlannedTask } from '../model/index.js';
import { readTail } from '../runtime/index.js';
import { runAttempt, type AttemptEnding } from './attempt.js';
import type { BuildStopping } from './events.js';
import type { ExecDeps, Work } from './execute.js';
import type { ExecFailure, TaskProblem } from './failure.js';
import { logFileOf, type BuildFiles } from './launch.js';
import { Ledger, type Counts, type FailedAttempt } from './ledger.js';
import { linkTasks } from './links.js';
import { manifestOf, resolveInputs } from './manifest.js';
import type { JobPolicy } from './policy.js';
import { rankTasks } from './ranks.js';
import { ReadyTasks } from './ready_tasks.js';
import { Recorder, type Recording } from './recorder.js';
import { needsOf } from './resources.js';
import { isWorthRetrying, retryDelayMs } from './retry.js';
import { Waiting } from './waiting.js';

export interface RunDeps extends ExecDeps {
  readonly buildId: string;
  readonly files: BuildFiles;
}

export interface RunResult {
  readonly counts: Counts;
  /** Task failures in the order of the plan, then what else ended the build. */
  readonly failures: ExecFailure[];
}

const LOG_TAIL_BYTES = 4096;

/** One attempt at a task, while its process runs. */
interface Running {
  /** Index of the task. */
  readonly index: number;
  readonly task: PlannedTask;
  readonly policy: JobPolicy;
  readonly inputs: ManifestInput[];
  /** Milliseconds since the epoch. */
  readonly startTime: number;
  readonly log: string;
}

/** One pass over the tasks of a build, from the first that is ready to the last that came to an end. */
export class Run {
  readonly #work: Work;
  readonly #deps: RunDeps;
  /** Current manifest of every ref that a task may read; grows as tasks finish. */
  readonly #current: Map<PartitionRef, CurrentManifest>;
  readonly #waiting: Waiting;
  readonly #ready: ReadyTasks;
  readonly #ledger: Ledger;
  readonly #recorder: Recorder;
  /** Tasks that wait for their next attempt. */
  readonly #retries = new Map<number, NodeJS.Timeout>();
  readonly #done = Promise.withResolvers<undefined>();
  #running = 0;
  /** Nothing new is started. */
  #stopping = false;
  /** What runs has been told to end, and is worth nothing any more. */
  #ending = false;
  #stopped = 0;
  #catalogFailure: CatalogFailure | undefined;

  constructor(work: Work, current: Map<PartitionRef, CurrentManifest>, deps: RunDeps) {
    const { tasks } = work;
    const { jobs, resources } = deps;
    this.#work = work;
    this.#deps = deps;
    this.#current = current;
    const graph = linkTasks(tasks);
    const dependents = reverse(graph);
    this.#waiting = new Waiting(graph, dependents);
    this.#ready = new ReadyTasks(
      rankTasks(tasks, jobs, graph, dependents),
      needsOf(jobs, resources),
      tasks.map(({ job }) => job),
    );
    this.#ledger = new Ledger(tasks, deps.emit);
    this.#recorder = new Recorder({
      catalog: deps.catalog,
      onRecorded: (batch) => {
        this.#recorded(batch);
      },
      onFailed: (batch, failure) => {
        this.#notRecorded(batch, failure);
      },
      onBug: this.#done.reject,
    });
  }

  async toEnd(): Promise<RunResult> {
    const { cancel, stop, kill, slots, clock, jobs } = this.#deps;
    const watched = [
      [
        cancel,
        () => {
          this.#stop('cancelled', this.#running);
        },
      ],
      [
        stop,
        () => {
          this.#end();
        },
      ],
      [
        kill,
        () => {
          slots.kill();
        },
      ],
    ] as const;
    this.#ledger.announce(jobs, clock());
    for (const [signal, act] of watched) {
      signal?.addEventListener('abort', act);
      if (signal?.aborted === true) act();
    }
    for (const task of this.#waiting.free()) this.#ready.add(task);
    this.#pump();
    try {
      await this.#done.promise;
    } finally {
      for (const [signal, act] of watched) signal?.removeEventListener('abort', act);
      this.#dropRetries();
    }
    return this.#result();
  }

  #result(): RunResult {
    const { cancel, clock } = this.#deps;
    const notStarted = this.#ledger.abortRest(clock());
    const failures: ExecFailure[] = this.#ledger.failures;
    if (this.#catalogFailure !== undefined) failures.push({ reason: 'catalog-failed', failure: this.#catalogFailure });
    if (cancel?.aborted === true) {
      failures.push({ reason: 'cancelled', signal: String(cancel.reason), stopped: this.#stopped, notStarted });
    }
    return { counts: this.#ledger.counts, failures };
  }

  /** Starts what can start; ends the run when there is nothing left to wait for. */
  #pump(): void {
    const { size } = this.#deps.slots;
    while (!this.#stopping && this.#running < size) {
      const index = this.#ready.take();
      if (index === undefined) break;
      this.#running++;
      this.#attempt(index).catch(this.#done.reject);
    }
    if (this.#running < size) this.#recorder.hurry();
    if (this.#running === 0 && this.#recorder.unrecorded === 0 && this.#retries.size === 0) {
      this.#done.resolve(undefined);
    }
  }

  async #attempt(index: number): Promise<void> {
    const { clock, files, jobs, traceparentOf, buildId } = this.#deps;
    const task = this.#work.tasks[index];
    const policy = task === undefined ? undefined : jobs.get(task.job);
    if (task === undefined || policy === undefined) throw new RangeError(`no task ${String(index)}, or no job for it`);
    const attempt = this.#ledger.nextAttempt(index);
    const log = logFileOf(files, task.id, attempt);
    const traceparent = traceparentOf?.(buildId, task.id, attempt);
    const startTime = clock();
    const running = { index, task, policy, inputs: resolveInputs(task, this.#current), startTime, log };
    this.#ledger.started(index, startTime, log, traceparent);
    const ending = await runAttempt({ task, attempt, traceparent }, policy, this.#deps);
    await this.#settle(running, ending);
    this.#running--;
    this.#ready.giveBack(index);
    this.#pump();
  }

  async #settle(running: Running, ending: AttemptEnding): Promise<void> {
    const time = this.#deps.clock();
    if (ending.kind === 'not-started' || this.#ending) {
      this.#stopped++;
      this.#ledger.aborted(running.index, time);
    } else if (ending.kind === 'done') {
      this.#record(running, time, ending.metadata);
    } else {
      await this.#failed(running, time, ending.problem);
    }
  }

  async #failed({ index, policy, startTime, log }: Running, time: number, problem: TaskProblem): Promise<void> {
    const failed: FailedAttempt = { problem, log, time, durationMs: time - startTime };
    const attempt = this.#ledger.attemptOf(index);
    if (attempt <= policy.retries && !this.#stopping && isWorthRetrying(problem)) {
      this.#retry(index, failed, retryDelayMs(policy, attempt, this.#deps.random()));
      return;
    }
    // Before the log is read, so that nothing is started in the meantime.
    if (!this.#deps.optimistic) this.#stop('task-failed', this.#running - 1);
    const logTail = await readTail(log, LOG_TAIL_BYTES);
    this.#ledger.failed(index, failed, logTail, this.#waiting.cutOff(index));
  }

  /** A task that waits for its next attempt takes neither a slot nor resources. */
  #retry(index: number, failed: FailedAttempt, delayMs: number): void {
    this.#ledger.retrying(index, failed, delayMs);
    const timer = setTimeout(() => {
      this.#retries.delete(index);
      this.#ready.add(index);
      this.#pump();
    }, delayMs);
    this.#retries.set(index, timer);
  }

  #record(running: Running, endTime: number, metadata: Recording['manifest']['metadata']): void {
    const { newId, buildId, host } = this.#deps;
    const { index, task, policy, inputs, startTime } = running;
    const attempt = this.#ledger.attemptOf(index);
    const { codeDigest } = policy;
    const build = { id: newId(), buildId, host, plan: this.#work.plan };
    const manifest = manifestOf({ task, inputs, startTime, endTime, attempt, codeDigest, metadata }, build);
    this.#recorder.add({ task: index, manifest });
  }

  #recorded(batch: readonly Recording[]): void {
    const time = this.#deps.clock();
    for (const { task, manifest } of batch) {
      const { id, versionKey, contentKey, jobVersion } = manifest;
      for (const ref of manifest.outputs) this.#current.set(ref, { id, versionKey, contentKey, jobVersion });
      this.#ledger.finished(task, time, manifest);
      this.#waiting.made(task, (free) => {
        this.#ready.add(free);
      });
    }
    this.#pump();
  }

  #notRecorded(batch: readonly Recording[], failure: CatalogFailure): void {
    this.#catalogFailure ??= failure;
    const time = this.#deps.clock();
    for (const { task } of batch) this.#ledger.aborted(task, time);
    this.#stop('catalog-failed', this.#running);
    this.#pump();
  }

  /** What runs is told to end. */
  #end(): void {
    this.#ending = true;
    this.#deps.slots.stop();
  }

  /** Nothing new is started from here on; what runs is waited for. */
  #stop(why: BuildStopping['why'], running: number): void {
    if (this.#stopping && why !== 'cancelled') return;
    this.#stopping = true;
    this.#dropRetries();
    const { clock, emit } = this.#deps;
    emit({ type: 'build', event: 'stopping', time: clock(), why, running });
    this.#pump();
  }

  #dropRetries(): void {
    for (const timer of this.#retries.values()) clearTimeout(timer);
    this.#retries.clear();
  }
}
