import { IntHeap } from './int_heap.js';
import type { Ranks } from './ranks.js';
import type { Needs } from './resources.js';

/**
 * The tasks that could start now, and the resources that running tasks leave free.
 *
 * The task with the best rank goes first. If it does not fit, it reserves everything that it needs: later tasks may start
 * in the meantime, but only those that use none of these resources. What it needs becomes free step by step, so a task
 * with large needs never waits behind an endless series of small ones.
 */
export class ReadyTasks {
  readonly #ranks: Ranks;
  readonly #needs: Needs;
  /** Number of the needs of each task, see `Needs`. */
  readonly #classOf: Int32Array;
  /** Ranks of the ready tasks, for each number of needs. */
  readonly #heaps: readonly IntHeap[];
  readonly #free: Int32Array;
  #size = 0;

  /** @param jobOf label of the job of each task */
  constructor(ranks: Ranks, needs: Needs, jobOf: readonly string[]) {
    this.#ranks = ranks;
    this.#needs = needs;
    this.#classOf = Int32Array.from(jobOf, (job) => needs.classOf.get(job) ?? 0);
    this.#heaps = needs.amounts.map(() => new IntHeap());
    this.#free = needs.limits.slice();
  }

  get size(): number {
    return this.#size;
  }

  add(task: number): void {
    this.#heaps[this.#classOf[task] ?? 0]?.add(this.#ranks.rankOf[task] ?? 0);
    this.#size++;
  }

  /** Takes out the task to start next and allocates what it needs; returns nothing if none can start. */
  take(): number | undefined {
    if (this.#size === 0) return undefined;
    const number = this.#heaps.length === 1 ? 0 : this.#startable();
    const rank = number === undefined ? undefined : this.#heaps[number]?.take();
    if (number === undefined || rank === undefined) return undefined;
    this.#size--;
    this.#change(number, -1);
    return this.#ranks.taskOf[rank];
  }

  /** Frees the resources of a task that has ended, or waits for its next attempt. */
  giveBack(task: number): void {
    this.#change(this.#classOf[task] ?? 0, 1);
  }

  /** Number of the needs whose best task can start now. */
  #startable(): number | undefined {
    const heads: { readonly number: number; readonly rank: number }[] = [];
    for (const [number, { smallest }] of this.#heaps.entries()) {
      if (smallest !== undefined) heads.push({ number, rank: smallest });
    }
    heads.sort((left, right) => left.rank - right.rank);
    const left = this.#free.slice();
    for (const { number } of heads) {
      const amounts = this.#needs.amounts[number] ?? left;
      if (amounts.every((amount, column) => amount === 0 || amount <= (left[column] ?? 0))) return number;
      for (const [column, amount] of amounts.entries()) if (amount > 0) left[column] = 0;
    }
    return undefined;
  }

  #change(number: number, sign: 1 | -1): void {
    // Most tasks need only a slot.
    if (number === 0) return;
    for (const [column, amount] of (this.#needs.amounts[number] ?? this.#free).entries()) {
      this.#free[column] = (this.#free[column] ?? 0) + sign * amount;
    }
  }
}
