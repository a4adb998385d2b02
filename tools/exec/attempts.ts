import type { CurrentManifest } from '../catalog/index.js';
import { manifestOf, resolveInputs, type Manifest, type PartitionRef } from '../base/model/index.js';
import { millisSince } from '../base/runtime/index.js';
import { maskManifest } from '../base/secrets/index.js';
import { runAttempt } from './attempt.js';
import type { ExecDeps, Work } from './execute.js';
import { logFileOf, type BuildFiles } from './launch.js';
import type { FailedAttempt, Ledger } from './ledger.js';
import { maskProblem } from './mask_problem.js';
import type { JobPolicy } from './policy.js';

/** What an attempt at a task came to. */
export type AttemptResult =
  /** Not recorded yet. */
  | { readonly kind: 'made'; readonly manifest: Manifest }
  | { readonly kind: 'failed'; readonly failed: FailedAttempt; readonly policy: JobPolicy }
  /** The slots were told to stop before its process was started. */
  | { readonly kind: 'not-started' };

export interface AttemptsDeps extends ExecDeps {
  readonly buildId: string;
  readonly files: BuildFiles;
}

/** Starts the next attempt at a task, with a log and a metadata file of its own, and sees it to its end. */
export class Attempts {
  readonly #work: Work;
  readonly #deps: AttemptsDeps;
  readonly #ledger: Ledger;
  readonly #current: ReadonlyMap<PartitionRef, CurrentManifest>;

  /** @param current manifests of every ref that a task may read; grows while the build goes on */
  constructor(work: Work, deps: AttemptsDeps, ledger: Ledger, current: ReadonlyMap<PartitionRef, CurrentManifest>) {
    this.#work = work;
    this.#deps = deps;
    this.#ledger = ledger;
    this.#current = current;
  }

  /** @param onDone called before anything else is done about an attempt that went well: its slot is free */
  async run(index: number, onDone: () => void): Promise<AttemptResult> {
    const { clock, elapsed, files, jobs, traceparentOf, buildId, newId, host, secrets } = this.#deps;
    const { tasks, plan } = this.#work;
    const task = tasks[index];
    const policy = task === undefined ? undefined : jobs.get(task.job);
    if (task === undefined || policy === undefined) throw new RangeError(`no task ${String(index)}, or no job for it`);
    const attempt = this.#ledger.nextAttempt(index);
    const log = logFileOf(files, task.id, attempt);
    const traceparent = traceparentOf?.(buildId, task.id, attempt);
    const inputs = resolveInputs(task, this.#current);
    const startTime = clock();
    const started = elapsed();
    this.#ledger.started(index, startTime, log, traceparent);
    const ending = await runAttempt({ task, attempt, traceparent }, policy, this.#deps, onDone);
    switch (ending.kind) {
      case 'done': {
        const { codeDigest } = policy;
        const { metadata, ended } = ending;
        const endTime = startTime + Math.round(ended - started);
        const how = { startTime, endTime, attempt, codeDigest, plan, metadata };
        const manifest = manifestOf(task, { id: newId(), inputs, buildId, host, ...how });
        return { kind: 'made', manifest: secrets === undefined ? manifest : maskManifest(manifest, secrets.mask) };
      }
      case 'problem': {
        const durationMs = millisSince({ elapsed }, started);
        const problem = secrets === undefined ? ending.problem : maskProblem(ending.problem, secrets.mask);
        return { kind: 'failed', failed: { problem, log, time: clock(), durationMs }, policy };
      }
      case 'not-started':
        return ending;
    }
  }
}
