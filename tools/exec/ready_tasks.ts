import type { Groups } from './groups.js';
import { IntHeap } from './int_heap.js';
import type { Ranks } from './ranks.js';
import { needsPools, type Needs } from './resources.js';

/** Slots of pools, by the number of what an attempt needs. */
export interface PoolGrants {
  /** How many attempts have their slots; `Infinity` for needs without pools. */
  readonly free: (needs: number) => number;
  readonly use: (needs: number) => void;
  readonly giveBack: (needs: number) => void;
}

/** For how many attempts with these needs there should be slots of pools. */
export interface PoolWant {
  readonly needs: number;
  readonly count: number;
}

const NO_WANTS: readonly PoolWant[] = [];
const NO_POOLS: PoolGrants = { free: () => Infinity, use: () => undefined, giveBack: () => undefined };

/**
 * The tasks that could start now, and the resources that running attempts leave free.
 *
 * The task with the best rank goes first. If it does not fit, it reserves everything that it needs: later tasks may start
 * in the meantime, but only those that use none of these resources. What it needs becomes free step by step, so a task
 * with large needs never waits behind an endless series of small ones.
 *
 * A task that needs slots of pools starts when it has them. Until then it holds up nobody, and then it goes first, because
 * other builds wait for these slots.
 *
 * A batch takes the tasks with the best ranks of its group. It waits for no more to become ready, and it leaves as many for
 * each of the other attempts that could start now.
 */
export class ReadyTasks {
  readonly #ranks: Ranks;
  readonly #needs: Needs;
  readonly #groups: Groups;
  /** Ranks of the ready tasks, for each group. */
  readonly #heaps: readonly IntHeap[];
  readonly #free: Int32Array;
  readonly #pools: PoolGrants;
  readonly #needsPools: boolean;
  #size = 0;

  constructor(ranks: Ranks, needs: Needs, groups: Groups, pools: PoolGrants = NO_POOLS) {
    this.#ranks = ranks;
    this.#needs = needs;
    this.#groups = groups;
    this.#heaps = groups.groups.map(() => new IntHeap());
    this.#free = needs.limits.slice();
    this.#pools = pools;
    this.#needsPools = needsPools(needs);
  }

  get size(): number {
    return this.#size;
  }

  /** @param alone whether it may not be in a batch with others */
  add(task: number, alone = false): void {
    const { groupOf, groups } = this.#groups;
    const group = groupOf[task] ?? 0;
    this.#heaps[alone ? (groups[group]?.alone ?? 0) : group]?.add(this.#ranks.rankOf[task] ?? 0);
    this.#size++;
  }

  /**
   * Takes out the tasks of the attempt to start next and allocates what it needs.
   *
   * @param slots how many attempts could start now if they needed nothing else; at least 1
   * @returns at least one task, the best rank first; nothing if none can start
   */
  take(slots: number): readonly number[] | undefined {
    if (this.#size === 0) return undefined;
    const number = this.#heaps.length === 1 ? 0 : this.#startable();
    const heap = number === undefined ? undefined : this.#heaps[number];
    const group = number === undefined ? undefined : this.#groups.groups[number];
    if (heap === undefined || group === undefined) return undefined;
    const { needs, batch } = group;
    const count = batch === 1 ? 1 : Math.min(batch, Math.ceil(heap.size / Math.min(slots, this.#fitting(needs))));
    const taken: number[] = [];
    while (taken.length < count) taken.push(this.#ranks.taskOf[heap.take() ?? 0] ?? 0);
    this.#size -= count;
    this.#change(needs, -1);
    this.#pools.use(needs);
    return taken;
  }

  /** Frees the resources of an attempt that has ended. @param task any task of it */
  giveBack(task: number): void {
    const { groupOf, groups } = this.#groups;
    const needs = groups[groupOf[task] ?? 0]?.needs ?? 0;
    this.#change(needs, 1);
    this.#pools.giveBack(needs);
  }

  /**
   * For how many attempts there should be slots of pools, the best rank first: for those that fit, and for one where none
   * fits, so that its turn comes.
   *
   * @param slots how many attempts could start now if they needed nothing else
   */
  poolWants(slots: number): readonly PoolWant[] {
    if (!this.#needsPools) return NO_WANTS;
    const counts = new Map<number, number>();
    const left = this.#free.slice();
    for (const { number } of this.#heads()) {
      const { needs = 0, batch = 1 } = this.#groups.groups[number] ?? {};
      if ((this.#needs.pooled[needs]?.size ?? 0) === 0) continue;
      const attempts = Math.ceil((this.#heaps[number]?.size ?? 0) / batch);
      const amounts = this.#amounts(needs);
      const count = Math.max(1, Math.min(attempts, slots, fitting(amounts, left)));
      for (const [column, amount] of amounts.entries()) left[column] = (left[column] ?? 0) - count * amount;
      counts.set(needs, (counts.get(needs) ?? 0) + count);
    }
    return Array.from(counts, ([needs, count]) => ({ needs, count }));
  }

  /** Number of the group whose best task can start now. */
  #startable(): number | undefined {
    const left = this.#free.slice();
    for (const { number, granted } of this.#heads()) {
      if (granted === 0) continue;
      const amounts = this.#amounts(this.#groups.groups[number]?.needs ?? 0);
      if (amounts.every((amount, column) => amount === 0 || amount <= (left[column] ?? 0))) return number;
      for (const [column, amount] of amounts.entries()) if (amount > 0) left[column] = 0;
    }
    return undefined;
  }

  /** The groups that have ready tasks: those with slots of pools first, then by the ranks of their best tasks. */
  #heads(): Head[] {
    const heads: Head[] = [];
    for (const [number, { smallest }] of this.#heaps.entries()) {
      if (smallest === undefined) continue;
      const granted = this.#pools.free(this.#groups.groups[number]?.needs ?? 0);
      heads.push({ number, rank: smallest, granted });
    }
    const isFirst = ({ granted }: Head): number => (granted > 0 && granted < Infinity ? 0 : 1);
    return heads.sort((left, right) => isFirst(left) - isFirst(right) || left.rank - right.rank);
  }

  /** How many attempts with these needs the free resources allow. */
  #fitting(needs: number): number {
    return Math.min(fitting(this.#amounts(needs), this.#free), this.#pools.free(needs));
  }

  #change(needs: number, sign: 1 | -1): void {
    // Most tasks need only a slot.
    if (needs === 0) return;
    for (const [column, amount] of this.#amounts(needs).entries()) {
      this.#free[column] = (this.#free[column] ?? 0) + sign * amount;
    }
  }

  #amounts(needs: number): Int32Array {
    return this.#needs.amounts[needs] ?? this.#free;
  }
}

interface Head {
  readonly number: number;
  readonly rank: number;
  /** How many of its attempts have their slots of pools. */
  readonly granted: number;
}

/** How many attempts that need these amounts fit into what is left. */
function fitting(amounts: Int32Array, left: Int32Array): number {
  let fits = Infinity;
  for (const [column, amount] of amounts.entries()) {
    if (amount > 0) fits = Math.min(fits, Math.floor((left[column] ?? 0) / amount));
  }
  return fits;
}
