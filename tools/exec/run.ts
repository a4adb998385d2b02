import type { CatalogFailure, CurrentManifest } from '../catalog/index.js';
import { buildGraph, reachable, reverse, targetsOf, type Graph } from '../graph/index.js';
import { unreachable, type Manifest, type ManifestInput, type PartitionRef, type PlannedTask } from '../model/index.js';
import { readTail } from '../runtime/index.js';
import type { BuildStopping } from './events.js';
import type { ExecDeps, Work } from './execute.js';
import type { ExecFailure, TaskProblem } from './failure.js';
import { prepareLaunch, type BuildFiles } from './launch.js';
import { manifestOf, resolveInputs } from './manifest.js';
import { readMetadata } from './metadata.js';
import { nameOf } from './preflight.js';
import { fifoReadySet, type ReadySet } from './ready_set.js';
import { Recorder, type Recording } from './recorder.js';

export interface RunDeps extends ExecDeps {
  readonly buildId: string;
  readonly files: BuildFiles;
}

export interface RunResult {
  /** Tasks whose manifest is recorded. */
  readonly built: number;
  /** Tasks that were not started because of a failure upstream. */
  readonly skipped: number;
  /** Tasks that came to nothing through no fault of theirs. */
  readonly aborted: number;
  /** Task failures in the order of the plan, then what ended the build. */
  readonly failures: ExecFailure[];
}

const LOG_TAIL_BYTES = 4096;

/** What became of one process. */
type Ending =
  | { readonly kind: 'done'; readonly metadata: Manifest['metadata'] }
  | { readonly kind: 'problem'; readonly problem: TaskProblem }
  | { readonly kind: 'stopped' };

/** One pass over the tasks of a build: what waits, what is ready, what runs. */
export class Run {
  readonly #tasks: readonly PlannedTask[];
  readonly #plan: string | undefined;
  /** Current manifest of every ref that a task may read; grows as tasks finish. */
  readonly #current: Map<PartitionRef, CurrentManifest>;
  readonly #deps: RunDeps;
  readonly #dependents: Graph;
  /** How many tasks each one still waits for. */
  readonly #waitingFor: Int32Array;
  readonly #ready: ReadySet = fifoReadySet();
  readonly #recorder: Recorder;
  readonly #done = Promise.withResolvers<undefined>();
  readonly #taskFailures = new Map<number, ExecFailure>();
  #catalogFailure: CatalogFailure | undefined;
  #stopping = false;
  #cancelled = false;
  #running = 0;
  #built = 0;
  #aborted = 0;
  #skipped = 0;
  #stoppedRunning = 0;
  /** 1 for each task that came to an end, whichever. */
  readonly #ended: Uint8Array;

  constructor(work: Work, current: Map<PartitionRef, CurrentManifest>, deps: RunDeps) {
    const { tasks } = work;
    this.#tasks = tasks;
    this.#plan = work.plan;
    this.#current = current;
    this.#deps = deps;
    this.#ended = new Uint8Array(tasks.length);
    const graph = linkTasks(tasks);
    this.#dependents = reverse(graph);
    this.#waitingFor = new Int32Array(tasks.length);
    for (let task = 0; task < tasks.length; task++) {
      const count = targetsOf(graph, task).length;
      this.#waitingFor[task] = count;
      if (count === 0) this.#ready.add(task);
    }
    this.#recorder = new Recorder({
      catalog: deps.catalog,
      onRecorded: (batch) => {
        this.#recorded(batch);
      },
      onFailed: (batch, failure) => {
        this.#notRecorded(batch, failure);
      },
      onBug: (error) => {
        this.#done.reject(error);
      },
    });
  }

  async toEnd(): Promise<RunResult> {
    const { cancel, force, slots } = this.#deps;
    const onCancel = (): void => {
      this.#cancel();
    };
    const onForce = (): void => {
      slots.kill();
    };
    cancel?.addEventListener('abort', onCancel);
    force?.addEventListener('abort', onForce);
    this.#announce();
    if (cancel?.aborted === true) this.#cancel();
    this.#pump();
    try {
      await this.#done.promise;
    } finally {
      cancel?.removeEventListener('abort', onCancel);
      force?.removeEventListener('abort', onForce);
    }
    return this.#result();
  }

  #announce(): void {
    const { clock, emit, jobs } = this.#deps;
    const time = clock();
    for (const task of this.#tasks) {
      const { estimate } = task;
      const expectedMs = jobs.get(task.job)?.expectedDurationMs ?? 0;
      const estimateMs = typeof estimate === 'object' ? estimate.ms : expectedMs > 0 ? expectedMs : undefined;
      const known = estimateMs === undefined ? {} : { estimateMs };
      emit({ type: 'task', event: 'announced', time, task: nameOf(task), reason: task.reason, ...known });
    }
  }

  #result(): RunResult {
    const { clock, emit, cancel } = this.#deps;
    const time = clock();
    for (const [index, task] of this.#tasks.entries()) {
      if (this.#ended[index] === 1) continue;
      this.#aborted++;
      emit({ type: 'task', event: 'aborted', time, task: nameOf(task), started: false });
    }
    const byPlan = [...this.#taskFailures].toSorted(([left], [right]) => left - right);
    const failures = byPlan.map(([, failure]) => failure);
    if (this.#catalogFailure !== undefined) failures.push({ reason: 'catalog-failed', failure: this.#catalogFailure });
    if (this.#cancelled) {
      const notStarted = this.#aborted + this.#skipped - this.#stoppedRunning;
      failures.push({ reason: 'cancelled', signal: String(cancel?.reason), stopped: this.#stoppedRunning, notStarted });
    }
    return { built: this.#built, skipped: this.#skipped, aborted: this.#aborted, failures };
  }

  /** What was started comes to nothing. */
  #abort(index: number, time: number): void {
    this.#ended[index] = 1;
    this.#aborted++;
    this.#stoppedRunning++;
    this.#deps.emit({ type: 'task', event: 'aborted', time, task: nameOf(this.#task(index)), started: true });
  }

  /** All that waits for the task, directly or not. */
  #skipBehind(failed: number, time: number): void {
    const because = nameOf(this.#task(failed));
    const behind = reachable(this.#dependents, [failed], (index) => index === failed || this.#ended[index] === 0);
    for (const [index, reached] of behind.entries()) {
      if (reached === 0 || this.#ended[index] === 1) continue;
      this.#ended[index] = 1;
      this.#skipped++;
      this.#deps.emit({ type: 'task', event: 'skipped', time, task: nameOf(this.#task(index)), because });
    }
  }

  /** Starts what can start; ends the run when there is nothing left to wait for. */
  #pump(): void {
    while (!this.#stopping && this.#running < this.#deps.slots.size) {
      const task = this.#ready.take();
      if (task === undefined) break;
      this.#running++;
      this.#runTask(task).catch((error: unknown) => {
        this.#done.reject(error);
      });
    }
    if (this.#running < this.#deps.slots.size) this.#recorder.hurry();
    if (this.#running === 0 && this.#recorder.unrecorded === 0) this.#done.resolve(undefined);
  }

  async #runTask(index: number): Promise<void> {
    const { clock, emit, files } = this.#deps;
    const task = this.#task(index);
    const startTime = clock();
    const name = nameOf(task);
    const log = `${files.logDir}/${task.id}.log`;
    const inputs = resolveInputs(task, this.#current);
    emit({ type: 'task', event: 'started', time: startTime, task: name, attempt: 1, log });
    const ending = await this.#process(task);
    const endTime = clock();
    if (ending.kind === 'done' && !this.#cancelled) {
      this.#record(index, { inputs, startTime, endTime, metadata: ending.metadata });
    } else if (ending.kind === 'problem' && !this.#cancelled) {
      // Before the log is read, so that nothing is started in the meantime.
      this.#stop('task-failed', this.#running - 1);
      const logTail = await readTail(log, LOG_TAIL_BYTES);
      const { problem } = ending;
      this.#taskFailures.set(index, {
        reason: 'task-failed',
        task: name,
        attempt: 1,
        problem,
        log,
        logTail,
        skipped: [],
      });
      const durationMs = endTime - startTime;
      this.#ended[index] = 1;
      const what = { task: name, attempt: 1, problem, log, logTail };
      emit({ type: 'task', event: 'failed', time: endTime, ...what, durationMs });
      this.#skipBehind(index, endTime);
    } else {
      this.#abort(index, endTime);
    }
    this.#running--;
    this.#pump();
  }

  async #process(task: PlannedTask): Promise<Ending> {
    const launch = await prepareLaunch(task, this.#deps);
    if (!launch.ok) return { kind: 'problem', problem: launch.error };
    const outcome = await this.#deps.slots.run(launch.value);
    switch (outcome.kind) {
      case 'exited': {
        if (outcome.code !== 0) return { kind: 'problem', problem: { reason: 'exit-non-zero', code: outcome.code } };
        if (!outcome.wroteMetadata) return { kind: 'done', metadata: {} };
        const metadata = await readMetadata(launch.value.metadataFile);
        return metadata.ok ? { kind: 'done', metadata: metadata.value } : { kind: 'problem', problem: metadata.error };
      }
      case 'killed':
        return { kind: 'problem', problem: { reason: 'killed', signal: outcome.signal } };
      case 'log-not-opened':
        return { kind: 'problem', problem: { reason: 'log-not-opened', detail: outcome.detail } };
      case 'slot-died':
        return { kind: 'problem', problem: { reason: 'slot-died', detail: outcome.detail } };
      case 'not-started':
        return { kind: 'stopped' };
      default:
        return unreachable(outcome);
    }
  }

  #record(
    index: number,
    ended: { inputs: ManifestInput[]; startTime: number; endTime: number; metadata: Manifest['metadata'] },
  ): void {
    const { newId, buildId, host, jobs } = this.#deps;
    const task = this.#task(index);
    const codeDigest = jobs.get(task.job)?.codeDigest;
    const build = { id: newId(), buildId, host, plan: this.#plan };
    const manifest = manifestOf({ task, ...ended, attempt: 1, codeDigest }, build);
    this.#recorder.add({ task: index, manifest });
  }

  #recorded(batch: readonly Recording[]): void {
    const { clock, emit } = this.#deps;
    const time = clock();
    for (const { task: index, manifest } of batch) {
      const { id, versionKey, contentKey } = manifest;
      for (const ref of manifest.outputs) this.#current.set(ref, { id, versionKey, contentKey });
      this.#built++;
      this.#ended[index] = 1;
      const durationMs = Date.parse(manifest.endTime) - Date.parse(manifest.startTime);
      emit({ type: 'task', event: 'finished', time, task: nameOf(this.#task(index)), manifest, durationMs });
      for (const dependent of targetsOf(this.#dependents, index)) {
        const left = (this.#waitingFor[dependent] ?? 0) - 1;
        this.#waitingFor[dependent] = left;
        if (left === 0) this.#ready.add(dependent);
      }
    }
    this.#pump();
  }

  #notRecorded(batch: readonly Recording[], failure: CatalogFailure): void {
    this.#catalogFailure ??= failure;
    const time = this.#deps.clock();
    for (const { task } of batch) this.#abort(task, time);
    this.#stop('catalog-failed', this.#running);
    this.#pump();
  }

  #cancel(): void {
    this.#cancelled = true;
    this.#stop('cancelled', this.#running);
    this.#deps.slots.stop();
  }

  #stop(why: BuildStopping['why'], running: number): void {
    if (this.#stopping && why !== 'cancelled') return;
    this.#stopping = true;
    const { clock, emit } = this.#deps;
    emit({ type: 'build', event: 'stopping', time: clock(), why, running });
  }

  #task(index: number): PlannedTask {
    const task = this.#tasks[index];
    if (task === undefined) throw new RangeError(`no task ${String(index)}`);
    return task;
  }
}

/** Edges from each task to those it depends on. */
function linkTasks(tasks: readonly PlannedTask[]): Graph {
  const indexOf = new Map<string, number>();
  for (const [index, task] of tasks.entries()) indexOf.set(task.id, index);
  const from: number[] = [];
  const to: number[] = [];
  for (const [index, task] of tasks.entries()) {
    for (const id of task.dependsOn) {
      const target = indexOf.get(id);
      if (target === undefined) throw new Error(`task ${task.id} depends on ${id}, which is not in the plan`);
      from.push(index);
      to.push(target);
    }
  }
  return buildGraph(tasks.length, from, to);
}
