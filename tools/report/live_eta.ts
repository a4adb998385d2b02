import { criticalPath, linkById, reverse, topologicalOrder } from '../graph/index.js';
import type { PlannedTask } from '../model/index.js';

/** What the time of a build is reckoned from. */
export type ChainTask = Pick<PlannedTask, 'id' | 'dependsOn'>;

type Chains = readonly (readonly [id: string, ms: number])[];

/** Chains are looked for anew this often at most: it takes as long as the plan is large. */
const RENEW_MS = 5000;

export interface Eta {
  readonly ms: number;
  /** Tasks are left of which nobody knows how long they take. */
  readonly atLeast: boolean;
}

/**
 * Reckons when a build ends: what is left to do, divided by how much was done at a time so far, and never less than
 * the longest chain of tasks that wait for each other. Each call costs no more than the tasks that run.
 */
export class EtaClock {
  readonly #tasks: readonly ChainTask[];
  readonly #estimates = new Map<string, number>();
  readonly #left = new Set<string>();
  readonly #runningSince = new Map<string, number>();
  #leftMs = 0;
  #leftKnown = 0;
  /** Time from the start of each task to the end of all that waits for it, longest first; made when it is asked for. */
  #chains: Chains | undefined;
  readonly #chainMs = new Map<string, number>();
  /** Chains before this one are of tasks that have ended. */
  #firstChain = 0;
  #chainsMade = 0;
  /** Tasks have ended without having run: chains that lead through them are shorter now. */
  #chainsStale = false;
  #firstStart: number | undefined;
  #busyMs = 0;
  #counted = 0;

  /** @param tasks whose chains are known; may be empty */
  constructor(tasks: readonly ChainTask[]) {
    this.#tasks = tasks;
  }

  announce(id: string, estimateMs: number | undefined): void {
    this.#left.add(id);
    if (estimateMs === undefined) return;
    this.#estimates.set(id, estimateMs);
    this.#leftMs += estimateMs;
    this.#leftKnown++;
  }

  start(id: string, time: number): void {
    this.#count(time);
    this.#firstStart ??= time;
    this.#runningSince.set(id, time);
  }

  /** It does not run for now. */
  pause(id: string, time: number): void {
    this.#count(time);
    this.#runningSince.delete(id);
  }

  end(id: string, time: number): void {
    const ran = this.#runningSince.has(id);
    this.pause(id, time);
    if (!this.#left.delete(id)) return;
    if (!ran) this.#chainsStale = true;
    const estimate = this.#estimates.get(id);
    if (estimate === undefined) return;
    this.#leftMs -= estimate;
    this.#leftKnown--;
  }

  /** @returns nothing while nothing is known */
  at(now: number): Eta | undefined {
    if (this.#firstStart === undefined || (this.#leftKnown === 0 && this.#left.size > 0)) return undefined;
    this.#count(now);
    let doneMs = 0;
    const chains = this.#chainsAt(now);
    let chainMs = this.#longestWaiting(chains);
    for (const [id, since] of this.#runningSince) {
      const estimate = this.#estimates.get(id) ?? 0;
      const elapsed = Math.min(estimate, Math.max(0, now - since));
      doneMs += elapsed;
      chainMs = Math.max(chainMs, (this.#chainMs.get(id) ?? 0) - elapsed);
    }
    const wallMs = now - this.#firstStart;
    const parallel = Math.max(1, wallMs > 0 ? this.#busyMs / wallMs : this.#runningSince.size);
    const ms = Math.max(0, (this.#leftMs - doneMs) / parallel, chainMs);
    return { ms, atLeast: this.#leftKnown < this.#left.size };
  }

  /** Adds up how much ran for how long. */
  #count(time: number): void {
    if (time > this.#counted) this.#busyMs += this.#runningSince.size * (time - this.#counted);
    this.#counted = Math.max(this.#counted, time);
  }

  /** @returns id and length, the longest first */
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
    while (index < chains.length && (!this.#left.has(idAt(index)) || this.#runningSince.has(idAt(index)))) index++;
    return chains[index]?.[1] ?? 0;
  }

  #makeChains(): Chains {
    const tasks = this.#tasks;
    const graph = linkById(tasks);
    const dependents = reverse(graph);
    const own = Float64Array.from(tasks, ({ id }) => (this.#left.has(id) ? (this.#estimates.get(id) ?? 0) : 0));
    const chain = criticalPath(dependents, topologicalOrder(graph, dependents), own);
    for (const [index, { id }] of tasks.entries()) this.#chainMs.set(id, chain[index] ?? 0);
    return [...this.#chainMs].toSorted(([, left], [, right]) => right - left);
  }
}
