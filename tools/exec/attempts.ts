import type { KnownInput } from '../catalog/index.js';
import { resolveInputs, type Manifest, type PartitionRef } from '../base/model/index.js';
import type { RunDeps } from './deps.js';
import type { AttemptEnd, AttemptTask } from './executor.js';
import type { FailedAttempt, Ledger } from './ledger.js';
import { manifestOfSuccess } from './manifest_of_success.js';
import { maskProblem } from './mask_problem.js';
import type { JobPolicy } from './policy.js';
import type { Work } from './work.js';

/** What the end of an attempt means for one of its tasks. `task`: its index. */
export type Verdict =
  /** Not recorded yet. `reported`: the program said so, however it ended. */
  | {
      readonly kind: 'succeeded';
      readonly task: number;
      readonly manifest: Manifest;
      readonly reported: boolean;
    }
  /** `shared`: the whole batch failed, perhaps because of another task. */
  | {
      readonly kind: 'failed';
      readonly task: number;
      readonly failed: FailedAttempt;
      readonly shared: boolean;
      readonly policy: JobPolicy;
    }
  /** No process of it ran. */
  | { readonly kind: 'not-started'; readonly task: number };

/** Hands the next attempt to the executor, follows it from the queue to its end, and builds the manifests of its tasks. */
export class Attempts {
  readonly #work: Work;
  readonly #deps: RunDeps;
  readonly #ledger: Ledger;
  readonly #current: ReadonlyMap<PartitionRef, KnownInput>;
  #running = 0;

  /** @param current manifests of every ref that a task may read; grows while the build goes on */
  constructor(work: Work, deps: RunDeps, ledger: Ledger, current: ReadonlyMap<PartitionRef, KnownInput>) {
    this.#work = work;
    this.#deps = deps;
    this.#ledger = ledger;
    this.#current = current;
  }

  /** How many tasks run now: their attempts have started and have not ended. */
  get running(): number {
    return this.#running;
  }

  /**
   * @param batch the tasks of the attempt, by index
   * @param onDone called first when all of them succeed, so that their slot is free at once
   * @returns a verdict for each, in the order in which to act on them
   */
  async run(batch: readonly number[], onDone: () => void): Promise<readonly Verdict[]> {
    const { clock, executor, files, jobs, buildId, host } = this.#deps;
    const tasks = batch.map((index) => this.#next(index));
    const [first] = tasks;
    const policy = first === undefined ? undefined : jobs.get(first.task.job);
    if (first === undefined || policy === undefined)
      throw new RangeError('an attempt without a task, or without a job');
    const place = { log: files.logOf(first.task.id, first.number), batch: batch.length };
    const run: { start?: Started } = {};
    const ending = executor.run({ buildId, tasks, policy }, (start) => {
      const time = clock();
      run.start = { host: start.host, time: start.time ?? time };
      this.#running += batch.length;
      const elsewhere = start.host === host ? undefined : start.host;
      for (const [at, index] of batch.entries()) {
        this.#ledger.started(index, time, { ...place, traceparent: tasks[at]?.traceparent, host: elsewhere });
      }
    });
    if (run.start === undefined) {
      const time = clock();
      for (const [at, index] of batch.entries()) {
        this.#ledger.queued(index, time, { ...place, traceparent: tasks[at]?.traceparent });
      }
    }
    const ends = await ending;
    const { start } = run;
    if (start !== undefined) this.#running -= batch.length;
    if (ends.every(({ kind }) => kind === 'succeeded')) onDone();
    // Their durations add up to that of the attempt, as if they had run one after the other.
    let before = 0;
    const verdicts = batch.map((index, at) => {
      const end = ends[at];
      const tried = tasks[at];
      if (end === undefined || tried === undefined) throw new Error('an attempt ended without a result for each task');
      const verdict = this.#judge(index, end, tried, { start, before, log: place.log, policy });
      if (end.kind !== 'not-started') before += end.durationMs;
      return verdict;
    });
    return inOrder(verdicts);
  }

  #next(index: number): AttemptTask {
    const { buildId, traceparentOf } = this.#deps;
    const task = this.#work.tasks[index];
    if (task === undefined) throw new RangeError(`no task ${String(index)}`);
    const number = this.#ledger.nextAttempt(index);
    // Nothing that the task reads changes any more: it is ready only when all that it waits for has ended.
    const inputs = resolveInputs(task, this.#current);
    return { task, number, inputs, traceparent: traceparentOf?.(buildId, task.id, number) };
  }

  #judge(index: number, end: AttemptEnd, { task, number, inputs = [] }: AttemptTask, tried: Tried): Verdict {
    const { clock, buildId, newId, secrets } = this.#deps;
    const { start, before, log, policy } = tried;
    switch (end.kind) {
      case 'succeeded': {
        if (start === undefined)
          throw new Error(`${task.id} succeeded, and its executor never reported that it started`);
        const { codeDigest } = policy;
        const run = { id: newId(), buildId, host: start.host, attempt: number, startTime: start.time + before };
        const manifest = manifestOfSuccess(task, end, { ...run, inputs, codeDigest, plan: this.#work.plan }, secrets);
        return { kind: 'succeeded', task: index, manifest, reported: end.reported ?? false };
      }
      case 'failed': {
        const { durationMs, shared = false } = end;
        const problem = secrets === undefined ? end.problem : maskProblem(end.problem, secrets.mask);
        const failed = { problem, log, time: clock(), durationMs };
        return { kind: 'failed', task: index, failed, shared, policy };
      }
      case 'not-started':
        return { kind: 'not-started', task: index };
    }
  }
}

/**
 * Puts the tasks of a batch that are tried again before those that have failed for good: such a failure stops the build, and
 * then nothing is tried again.
 */
function inOrder(verdicts: readonly Verdict[]): readonly Verdict[] {
  if (verdicts.length === 1) return verdicts;
  const isOwn = (verdict: Verdict): boolean => verdict.kind === 'failed' && !verdict.shared;
  return [...verdicts.filter((verdict) => !isOwn(verdict)), ...verdicts.filter(isOwn)];
}

/** The state when an attempt left the queue. */
interface Started {
  readonly host: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

/** What is known of an attempt when it has ended. */
interface Tried {
  /** Absent if it never started. */
  readonly start: Started | undefined;
  /** Milliseconds from the start of the attempt to that of the task. */
  readonly before: number;
  readonly log: string;
  readonly policy: JobPolicy;
}
