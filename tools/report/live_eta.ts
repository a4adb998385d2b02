import { criticalPath, linkById, reverse, topologicalOrder } from '../base/graph/index.js';
import type { PlannedTask } from '../base/model/index.js';
import { OwnPace } from './own_pace.js';

/** What the remaining time of a build is computed from. */
export type ChainTask = Pick<PlannedTask, 'id' | 'dependsOn'>;

type Chains = readonly (readonly [id: string, ms: number])[];

interface Running {
  readonly since: number;
  /** Share of its attempt: 1, or less if it is in a batch with others. */
  readonly share: number;
}

/** Minimum time between two computations of the chains, whose cost grows with the size of the plan. */
const RENEW_MS = 5000;

export interface Eta {
  readonly ms: number;
  /** Whether some of the remaining tasks have no estimate. */
  readonly atLeast: boolean;
  /** Whether some of the remaining tasks belong to jobs without any duration: they count as the average of this build. */
  readonly rough: boolean;
}

/**
 * Estimates when a build ends: the remaining work divided by the average parallelism so far, and at least the longest
 * chain of dependent tasks. The duration of a task is the estimate of the plan, else the average of its job in this
 * build, else the average of all tasks of this build. The cost of a call grows with the running tasks only.
 */
export class EtaClock {
  readonly #tasks: readonly ChainTask[];
  readonly #estimates = new Map<string, number>();
  readonly #left = new Set<string>();
  readonly #running = new Map<string, Running>();
  /** How many attempts run: the sum of the shares of the running tasks. */
  #load = 0;
  /** Sum of the estimates of the remaining tasks that have one. */
  #leftMs = 0;
  /** Jobs of the tasks without an estimate, by task id. */
  readonly #jobs = new Map<string, string>();
  /** How many of these remain, by job. */
  readonly #leftOfJob = new Map<string, number>();
  readonly #pace = new OwnPace();
  /** Time from the start of each task to the end of everything that depends on it, longest first; computed when needed. */
  #chains: Chains | undefined;
  readonly #chainMs = new Map<string, number>();
  /** All chains before this one begin with tasks that have ended. */
  #firstChain = 0;
  #chainsMade = 0;
  /** Whether the chains are out of date, because tasks ended without running or estimates changed. */
  #chainsStale = false;
  #firstStart: number | undefined;
  #busyMs = 0;
  #counted = 0;

  /** @param tasks whose chains are known; may be empty */
  constructor(tasks: readonly ChainTask[]) {
    this.#tasks = tasks;
  }

  announce(id: string, job: string, estimateMs: number | undefined): void {
    this.#left.add(id);
    if (estimateMs === undefined) {
      this.#jobs.set(id, job);
      this.#leftOfJob.set(job, (this.#leftOfJob.get(job) ?? 0) + 1);
      return;
    }
    this.#estimates.set(id, estimateMs);
    this.#leftMs += estimateMs;
  }

  /** @param share of the attempt that runs it: less than 1 if it is in a batch with others */
  start(id: string, time: number, share = 1): void {
    this.pause(id, time);
    this.#firstStart ??= time;
    this.#running.set(id, { since: time, share });
    this.#load += share;
  }

  /** The task does not run for the moment. */
  pause(id: string, time: number): void {
    this.#count(time);
    this.#load -= this.#running.get(id)?.share ?? 0;
    this.#running.delete(id);
  }

  end(id: string, time: number): void {
    const ran = this.#running.has(id);
    this.pause(id, time);
    if (!this.#left.delete(id)) return;
    if (!ran) this.#chainsStale = true;
    this.#leftMs -= this.#estimates.get(id) ?? 0;
    const job = this.#jobs.get(id);
    if (job !== undefined) this.#leftOfJob.set(job, (this.#leftOfJob.get(job) ?? 0) - 1);
  }

  /** A task of the job succeeded after this time. */
  learn(job: string, ms: number): void {
    if (this.#pace.add(job, ms)) this.#chainsStale = true;
  }

  /** @returns nothing if too little is known */
  at(now: number): Eta | undefined {
    const unknown = this.#unknownLeft();
    if (this.#firstStart === undefined || (unknown.tasks > 0 && unknown.tasks === this.#left.size)) return undefined;
    this.#count(now);
    let doneMs = 0;
    const chains = this.#chainsAt(now);
    let chainMs = this.#longestWaiting(chains);
    for (const [id, { since, share }] of this.#running) {
      const elapsed = Math.min(this.#estimateOf(id), Math.max(0, now - since) * share);
      doneMs += elapsed;
      chainMs = Math.max(chainMs, (this.#chainMs.get(id) ?? 0) - elapsed);
    }
    const wallMs = now - this.#firstStart;
    const parallel = Math.max(1, wallMs > 0 ? this.#busyMs / wallMs : this.#load);
    const ms = Math.max(0, (this.#leftMs + unknown.paceMs - doneMs) / parallel, chainMs);
    return { ms, atLeast: unknown.tasks > 0, rough: unknown.rough };
  }

  /** Sum of the estimates from this build for the remaining tasks without one, and how many have none even then. */
  #unknownLeft(): { readonly tasks: number; readonly paceMs: number; readonly rough: boolean } {
    let tasks = 0;
    let paceMs = 0;
    let rough = false;
    for (const [job, left] of this.#leftOfJob) {
      if (left === 0) continue;
      const pace = this.#pace.of(job);
      if (pace === undefined) tasks += left;
      else {
        paceMs += left * pace.ms;
        rough ||= pace.rough;
      }
    }
    return { tasks, paceMs, rough };
  }

  #estimateOf(id: string): number {
    return this.#estimates.get(id) ?? this.#pace.of(this.#jobs.get(id) ?? '')?.ms ?? 0;
  }

  /** Adds up the time that attempts have run. */
  #count(time: number): void {
    if (time > this.#counted) this.#busyMs += this.#load * (time - this.#counted);
    this.#counted = Math.max(this.#counted, time);
  }

  /** @returns task id and length of each chain, longest first */
  #chainsAt(now: number): Chains {
    if (this.#chains !== undefined && !(this.#chainsStale && now - this.#chainsMade >= RENEW_MS)) return this.#chains;
    this.#chains = this.#makeChains();
    this.#firstChain = 0;
    this.#chainsMade = now;
    this.#chainsStale = false;
    return this.#chains;
  }

  #longestWaiting(chains: Chains): number {
    const idAt = (index: number): string => chains[index]?.[0] ?? '';
    while (this.#firstChain < chains.length && !this.#left.has(idAt(this.#firstChain))) this.#firstChain++;
    let index = this.#firstChain;
    while (index < chains.length && (!this.#left.has(idAt(index)) || this.#running.has(idAt(index)))) index++;
    return chains[index]?.[1] ?? 0;
  }

  #makeChains(): Chains {
    const tasks = this.#tasks;
    const graph = linkById(tasks);
    const dependents = reverse(graph);
    const own = Float64Array.from(tasks, ({ id }) => (this.#left.has(id) ? this.#estimateOf(id) : 0));
    const chain = criticalPath(dependents, topologicalOrder(graph, dependents), own);
    for (const [index, { id }] of tasks.entries()) this.#chainMs.set(id, chain[index] ?? 0);
    return [...this.#chainMs].toSorted(([, left], [, right]) => right - left);
  }
}
