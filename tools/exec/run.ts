import { type CatalogFailure, knownInput, type KnownInput, ownerText } from '../catalog/index.js';
import { reverse } from '../base/graph/index.js';
import { unchangedManifest, type Manifest, type PartitionRef } from '../base/model/index.js';
import { Attempts, type Verdict } from './attempts.js';
import { ClaimAhead } from './claim_ahead.js';
import type { RunDeps } from './deps.js';
import type { BuildStopping } from './events.js';
import type { ExecFailure } from './failure.js';
import { groupsOf } from './groups.js';
import { Ledger, type Counts } from './ledger.js';
import { linksOf } from './links.js';
import { rankTasks } from './ranks.js';
import { ReadyTasks } from './ready_tasks.js';
import { Recorder, type Recording } from './recorder.js';
import { PoolSlots, waitingForPool } from './pool_slots.js';
import { needsOf } from './resources.js';
import { Retries } from './retries.js';
import { TaskLeases } from './task_leases.js';
import { Waiting } from './waiting.js';
import type { Work } from './work.js';

export interface RunResult {
  readonly counts: Counts;
  /** Task failures in the order of the plan, then the other cause that ended the build. */
  readonly failures: ExecFailure[];
}

const LOG_TAIL_BYTES = 4096;

/**
 * One pass over the tasks of a build. Each task waits for others, becomes ready, is claimed, attempted and recorded, and
 * then frees the tasks that waited for it. A task whose changed inputs have the same data as before is not attempted.
 */
export class Run {
  readonly #work: Work;
  readonly #deps: RunDeps;
  /** Current manifest of every ref that a task may read; grows as tasks finish. */
  readonly #current: Map<PartitionRef, KnownInput>;
  readonly #waiting: Waiting;
  readonly #leases: TaskLeases;
  readonly #ready: ReadyTasks;
  readonly #pools: PoolSlots;
  readonly #attempts: Attempts;
  readonly #ledger: Ledger;
  readonly #recorder: Recorder;
  readonly #retries: Retries;
  readonly #claimAhead: ClaimAhead;
  readonly #done = Promise.withResolvers<undefined>();
  /** Attempts that take a slot of the executor, including queued ones. */
  #running = 0;
  /** Attempts whose result has not been processed. */
  #unsettled = 0;
  /** Nothing new starts. */
  #stopping = false;
  /** Running tasks were asked to end, and their results no longer count. */
  #ending = false;
  #stopped = 0;
  /** Attempts that were withdrawn from the queue, of tasks that had none before. */
  #withdrawn = 0;
  /** What ended the build, apart from failed tasks. */
  #otherFailure: ExecFailure | undefined;

  constructor(work: Work, current: Map<PartitionRef, KnownInput>, deps: RunDeps) {
    const { tasks } = work;
    const { jobs, resources, catalog, host, buildId, leaseTtlMs } = deps;
    this.#work = work;
    this.#deps = deps;
    this.#current = current;
    const links = linksOf(tasks);
    const dependents = reverse(links.ordered);
    const ranks = rankTasks(tasks, jobs, links.ordered, dependents);
    this.#waiting = new Waiting(links, dependents);
    const needs = needsOf(jobs, resources, new Set(deps.pools.keys()));
    const groups = groupsOf(tasks, jobs, needs);
    this.#ledger = new Ledger(tasks, deps.emit, deps.room);
    this.#attempts = new Attempts(work, deps, this.#ledger, current);
    this.#claimAhead = new ClaimAhead(deps.executor.size);
    this.#retries = new Retries(deps.random, (task) => {
      this.#claimed(task);
      this.#pump();
    });
    const onBug = this.#done.reject;
    const owner = ownerText({
      name: `${host}:${buildId}`,
      ttlMs: Math.ceil(leaseTtlMs),
      processes: deps.processes ?? [],
    });
    const shared = {
      ...{ catalog, owner, ttlMs: leaseTtlMs, onBug },
      onOwnerGone: (name: string) => {
        deps.emit({ type: 'build', event: 'taking-over', time: deps.clock(), owner: name });
      },
      onChange: () => {
        this.#pump();
      },
      onFailed: (failure: CatalogFailure) => {
        this.#catalogFailed(failure);
      },
    };
    this.#pools = new PoolSlots({
      ...{ ...shared, needs, elapsed: deps.elapsed },
      onWaiting: (pool, slots, holders) => {
        deps.emit(waitingForPool(deps.clock(), pool, slots, holders));
      },
    });
    this.#ready = new ReadyTasks(ranks, needs, groups, this.#pools);
    this.#leases = new TaskLeases({
      ...shared,
      tasks,
      inputs: current,
      ranks,
      groups,
      resumes: work.resumes === true ? work.plan : undefined,
      validityOf: ({ job }) => work.validity ?? jobs.get(job)?.validity ?? 'version',
      onClaimed: (task) => {
        this.#claimed(task);
      },
      onDelegated: (task, outputs) => {
        this.#delegated(task, outputs);
      },
      onUnchanged: (task, manifest) => {
        this.#unchanged(task, manifest);
      },
      onHeld: (task, owner) => {
        this.#held(task, owner);
      },
    });
    this.#recorder = new Recorder({
      catalog,
      onRecorded: (batch) => {
        this.#recorded(batch);
      },
      onStale: (batch) => {
        for (const { task } of batch) this.#again(task);
        this.#settled(batch.map(({ task }) => task));
        this.#pump();
      },
      onFailed: (batch, failure) => {
        for (const { task } of batch) this.#ledger.aborted(task, deps.clock());
        this.#catalogFailed(failure);
      },
      onBug,
    });
  }

  async toEnd(): Promise<RunResult> {
    const { cancel, stop, kill, executor, clock, jobs } = this.#deps;
    const listening = new AbortController();
    const on = (signal: AbortSignal | undefined, act: () => void): void => {
      signal?.addEventListener('abort', act, { signal: listening.signal });
      if (signal?.aborted === true) act();
    };
    await this.#ledger.announce(jobs, clock());
    on(cancel, () => {
      this.#stop('cancelled');
    });
    on(stop, () => {
      this.#ending = true;
      executor.stop();
    });
    on(kill, () => {
      executor.kill();
    });
    for (const task of this.#waiting.free()) this.#leases.want(task);
    this.#pump();
    try {
      await this.#done.promise;
    } finally {
      listening.abort();
      this.#retries.close();
      await Promise.all([this.#leases.close(), this.#pools.close()]);
    }
    return this.#result();
  }

  async #result(): Promise<RunResult> {
    const { cancel, clock } = this.#deps;
    const notStarted = this.#withdrawn + (await this.#ledger.abortRest(clock()));
    const failures: ExecFailure[] = this.#ledger.failures;
    if (this.#otherFailure !== undefined) failures.push(this.#otherFailure);
    if (cancel?.aborted === true) {
      failures.push({ reason: 'cancelled', signal: String(cancel.reason), stopped: this.#stopped, notStarted });
    }
    const { counts } = this.#ledger;
    // Without a failure this build would be reported as a success.
    if (failures.length === 0 && counts.aborted > 0) throw new Error('the build ended before all of its tasks did');
    return { counts, failures };
  }

  /** Starts what can start. Ends the run when nothing is left to wait for. */
  #pump(): void {
    const { size } = this.#deps.executor;
    while (!this.#stopping && this.#running < size) {
      const taken = this.#ready.take(size - this.#running);
      const [first] = taken ?? [];
      if (taken === undefined || first === undefined) break;
      const held = taken.filter((index) => this.#leases.fenceOf(index) !== undefined);
      if (held.length < taken.length) this.#claimAgain(taken);
      if (held.length === 0) {
        this.#ready.giveBack(first);
        continue;
      }
      this.#running++;
      this.#unsettled++;
      this.#attempt(held).catch(this.#done.reject);
    }
    const free = size - this.#running;
    if (!this.#stopping) this.#claimMore(free);
    if (this.#stopping) this.#pools.ask([]);
    else this.#pools.ask(this.#ready.poolWants(free), this.#leases.claiming);
    if (free > 0) this.#recorder.hurry();
    const left = this.#stopping ? 0 : this.#retries.waiting + this.#leases.pending + this.#pools.pending;
    if (this.#unsettled === 0 && this.#recorder.unrecorded === 0 && left === 0) this.#done.resolve(undefined);
  }

  /** Claims enough for all free slots, and a little ahead of them. */
  #claimMore(free: number): void {
    const ahead = this.#claimAhead.count;
    if (free > 0 || this.#ready.size < ahead / 2) this.#leases.claim(ahead - this.#ready.size, Math.max(1, free));
  }

  /** Claims those of these tasks again whose lease was not renewed in time. */
  #claimAgain(taken: readonly number[]): void {
    for (const index of taken) if (this.#leases.fenceOf(index) === undefined) this.#leases.want(index);
  }

  async #attempt(batch: readonly number[]): Promise<void> {
    let inSlot = true;
    const leave = (): void => {
      if (!inSlot) return;
      inSlot = false;
      this.#running--;
      this.#ready.giveBack(batch[0] ?? 0);
    };
    const verdicts = await this.#attempts.run(batch, () => {
      // The next task starts before these are recorded, so that their slot is not idle.
      leave();
      this.#pump();
    });
    for (const verdict of verdicts) await this.#settle(verdict);
    leave();
    this.#unsettled--;
    this.#pump();
  }

  async #settle(verdict: Verdict): Promise<void> {
    const { kind, task } = verdict;
    // A task that was asked to end may exit with 0 without being done. One that was reported before is done.
    const isEnded = this.#ending && !(kind === 'succeeded' && verdict.reported);
    if (isEnded || kind === 'not-started') {
      if (this.#ledger.hasStarted(task)) this.#stopped++;
      else this.#withdrawn++;
      this.#ledger.aborted(task, this.#deps.clock());
      this.#settled([task]);
    } else if (kind === 'failed') {
      await this.#failed(verdict);
    } else {
      const fence = this.#leases.fenceOf(task);
      if (fence !== undefined) this.#recorder.add({ task, manifest: verdict.manifest, fence });
      else {
        this.#again(task);
        this.#settled([task]);
      }
    }
  }

  /** What counts of the latest attempts at these tasks is in the catalog. */
  #settled(tasks: readonly number[]): void {
    this.#deps.executor.settled?.(tasks.flatMap((index) => this.#work.tasks[index]?.id ?? []));
  }

  async #failed(verdict: Extract<Verdict, { kind: 'failed' }>): Promise<void> {
    const { task: index, failed } = verdict;
    const delayMs = this.#retries.delayOf(verdict, this.#ledger.attemptOf(index));
    if (delayMs !== undefined && !this.#stopping) {
      this.#ledger.retrying(index, failed, delayMs);
      this.#retries.wait(index, delayMs);
      return;
    }
    // Stop before the log is read, so that nothing starts in the meantime.
    if (!this.#deps.optimistic) this.#stop('task-failed');
    const { files, secrets } = this.#deps;
    const tail = await files.tailOf(failed.log, LOG_TAIL_BYTES);
    const logTail = secrets?.maskTail(tail, LOG_TAIL_BYTES) ?? tail;
    this.#leases.done(index);
    this.#settled([index]);
    const cutOff = this.#waiting.cutOff(index, (free) => {
      this.#leases.want(free);
    });
    await this.#ledger.failed(index, failed, logTail, cutOff);
  }

  #recorded(batch: readonly Recording[]): void {
    const time = this.#deps.clock();
    for (const { task, manifest } of batch) {
      for (const ref of manifest.outputs) this.#current.set(ref, knownInput(manifest, ref));
      if (manifest.origin === 'unchanged') this.#ledger.unchanged(task, time, manifest);
      else this.#claimAhead.learn(this.#ledger.finished(task, time, manifest));
      this.#built(task);
    }
    this.#settled(batch.map(({ task }) => task));
    this.#pump();
  }

  /** The task is ours, and waits for a slot. */
  #claimed(task: number): void {
    this.#ready.add(task, this.#retries.runsAlone(task));
  }

  /** The task is ours and need not run: what its manifest says is recorded under its new keys. */
  #unchanged(index: number, manifest: Manifest): void {
    const task = this.#work.tasks[index];
    const fence = this.#leases.fenceOf(index);
    if (task === undefined) throw new RangeError(`no task ${String(index)}`);
    // When the build stops, it ends like any task that was claimed and does not start.
    if (this.#stopping) this.#claimed(index);
    else if (fence === undefined) this.#again(index);
    else {
      this.#claimAhead.learn(0);
      const { newId, buildId, host, clock } = this.#deps;
      const how = { id: newId(), buildId, host, time: clock(), plan: this.#work.plan, current: this.#current };
      this.#recorder.add({ task: index, manifest: unchangedManifest(task, manifest, how), fence });
    }
  }

  #delegated(task: number, outputs: ReadonlyMap<PartitionRef, KnownInput>): void {
    for (const [ref, manifest] of outputs) this.#current.set(ref, manifest);
    const ids = new Set([...outputs.values()].map(({ id }) => id));
    this.#ledger.delegated(task, this.#deps.clock(), [...ids]);
    this.#built(task);
  }

  #built(task: number): void {
    this.#leases.done(task);
    this.#waiting.built(task, (free) => {
      this.#leases.want(free);
    });
  }

  /** Claims a task again whose lease another build has taken over: its result does not count. */
  #again(task: number): void {
    this.#leases.lost(task);
    this.#leases.want(task);
  }

  #held(index: number, owner: string): void {
    const task = this.#ledger.waiting(index, this.#deps.clock(), owner);
    if (this.#deps.wait) return;
    this.#otherFailure ??= { reason: 'held-elsewhere', task, owner };
    this.#stop('held-elsewhere');
  }

  #catalogFailed(failure: CatalogFailure): void {
    this.#otherFailure ??= { reason: 'catalog-failed', failure };
    this.#stop('catalog-failed');
  }

  /** Starts nothing new from here on: queued attempts are withdrawn, and running ones finish. */
  #stop(why: BuildStopping['why']): void {
    if (!this.#stopping || why === 'cancelled') {
      this.#stopping = true;
      const { clock, emit, executor } = this.#deps;
      emit({ type: 'build', event: 'stopping', time: clock(), why, running: this.#attempts.running });
      executor.withdraw();
    }
    this.#pump();
  }
}
