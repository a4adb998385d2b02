import type { KnownInput } from '../catalog/index.js';
import {
  manifestOf,
  resolveInputs,
  type Manifest,
  type ManifestInput,
  type PartitionRef,
} from '../base/model/index.js';
import { maskManifest } from '../base/secrets/index.js';
import type { RunDeps } from './deps.js';
import type { FailedAttempt, Ledger } from './ledger.js';
import { maskProblem } from './mask_problem.js';
import type { JobPolicy } from './policy.js';
import type { Work } from './work.js';

/** What the result of an attempt means for the build. */
export type Verdict =
  /** Not recorded yet. */
  | { readonly kind: 'succeeded'; readonly manifest: Manifest }
  | { readonly kind: 'failed'; readonly failed: FailedAttempt; readonly policy: JobPolicy }
  /** No process of it ran. */
  | { readonly kind: 'not-started' };

/** Hands the next attempt at a task to the executor, follows it from the queue to its end, and builds its manifest. */
export class Attempts {
  readonly #work: Work;
  readonly #deps: RunDeps;
  readonly #ledger: Ledger;
  readonly #current: ReadonlyMap<PartitionRef, KnownInput>;
  #queued = 0;

  /** @param current manifests of every ref that a task may read; grows while the build goes on */
  constructor(work: Work, deps: RunDeps, ledger: Ledger, current: ReadonlyMap<PartitionRef, KnownInput>) {
    this.#work = work;
    this.#deps = deps;
    this.#ledger = ledger;
    this.#current = current;
  }

  /** How many attempts have been handed over and have not started. */
  get queued(): number {
    return this.#queued;
  }

  /** @param onDone called first when the attempt succeeds, so that its slot is free at once */
  async run(index: number, onDone: () => void): Promise<Verdict> {
    const { clock, executor, files, jobs, traceparentOf, buildId, newId, host, secrets } = this.#deps;
    const { tasks, plan } = this.#work;
    const task = tasks[index];
    const policy = task === undefined ? undefined : jobs.get(task.job);
    if (task === undefined || policy === undefined) throw new RangeError(`no task ${String(index)}, or no job for it`);
    const number = this.#ledger.nextAttempt(index);
    const log = files.logOf(task.id, number);
    const traceparent = traceparentOf?.(buildId, task.id, number);
    const run: { start?: Started } = {};
    this.#queued++;
    const ending = executor.run({ buildId, task, number, policy, traceparent }, (start) => {
      this.#queued--;
      const time = clock();
      run.start = { host: start.host, time: start.time ?? time, inputs: resolveInputs(task, this.#current) };
      const elsewhere = start.host === host ? undefined : start.host;
      this.#ledger.started(index, time, { log, traceparent, host: elsewhere });
    });
    if (run.start === undefined) this.#ledger.queued(index, clock(), { log, traceparent });
    const end = await ending;
    const { start } = run;
    if (start === undefined) this.#queued--;
    switch (end.kind) {
      case 'succeeded': {
        onDone();
        if (start === undefined)
          throw new Error(`${task.id} succeeded, and its executor never reported that it started`);
        const { codeDigest } = policy;
        const { metadata, digests, durationMs } = end;
        const { host: where, inputs, time: startTime } = start;
        const endTime = startTime + durationMs;
        const how = { startTime, endTime, attempt: number, codeDigest, plan, metadata };
        const reported = digests === undefined ? {} : { digests };
        const manifest = manifestOf(task, { id: newId(), inputs, buildId, host: where, ...how, ...reported });
        return { kind: 'succeeded', manifest: secrets === undefined ? manifest : maskManifest(manifest, secrets.mask) };
      }
      case 'failed': {
        const { durationMs } = end;
        const problem = secrets === undefined ? end.problem : maskProblem(end.problem, secrets.mask);
        return { kind: 'failed', failed: { problem, log, time: clock(), durationMs }, policy };
      }
      case 'not-started':
        return end;
    }
  }
}

/** The state when an attempt left the queue. */
interface Started {
  readonly host: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly inputs: readonly ManifestInput[];
}
