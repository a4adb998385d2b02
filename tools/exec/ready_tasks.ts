import type { Groups } from './groups.js';
import { IntHeap } from './int_heap.js';
import type { Ranks } from './ranks.js';
import type { Needs } from './resources.js';

/**
 * The tasks that could start now, and the resources that running attempts leave free.
 *
 * The task with the best rank goes first. If it does not fit, it reserves everything that it needs: later tasks may start
 * in the meantime, but only those that use none of these resources. What it needs becomes free step by step, so a task
 * with large needs never waits behind an endless series of small ones.
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
  #size = 0;

  constructor(ranks: Ranks, needs: Needs, groups: Groups) {
    this.#ranks = ranks;
    this.#needs = needs;
    this.#groups = groups;
    this.#heaps = groups.groups.map(() => new IntHeap());
    this.#free = needs.limits.slice();
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
    return taken;
  }

  /** Frees the resources of an attempt that has ended. @param task any task of it */
  giveBack(task: number): void {
    const { groupOf, groups } = this.#groups;
    this.#change(groups[groupOf[task] ?? 0]?.needs ?? 0, 1);
  }

  /** Number of the group whose best task can start now. */
  #startable(): number | undefined {
    const heads: { readonly number: number; readonly rank: number }[] = [];
    for (const [number, { smallest }] of this.#heaps.entries()) {
      if (smallest !== undefined) heads.push({ number, rank: smallest });
    }
    heads.sort((left, right) => left.rank - right.rank);
    const left = this.#free.slice();
    for (const { number } of heads) {
      const amounts = this.#amounts(this.#groups.groups[number]?.needs ?? 0);
      if (amounts.every((amount, column) => amount === 0 || amount <= (left[column] ?? 0))) return number;
      for (const [column, amount] of amounts.entries()) if (amount > 0) left[column] = 0;
    }
    return undefined;
  }

  /** How many attempts with these needs the free resources allow. */
  #fitting(needs: number): number {
    let fitting = Infinity;
    for (const [column, amount] of this.#amounts(needs).entries()) {
      if (amount > 0) fitting = Math.min(fitting, Math.floor((this.#free[column] ?? 0) / amount));
    }
    return fitting;
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
