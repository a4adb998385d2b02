import type { Groups } from './groups.js';
import { IntHeap } from './int_heap.js';
import type { Ranks } from './ranks.js';

/** Tasks that could run and are not claimed. They are taken as attempts run them, so that batches can be filled. */
export class WantedTasks {
  readonly #ranks: Ranks;
  readonly #groups: Groups;
  /** Ranks of the tasks: of each group whose tasks run in batches, and of all others together under -1. */
  readonly #heaps = new Map<number, IntHeap>();
  #size = 0;

  constructor(ranks: Ranks, groups: Groups) {
    this.#ranks = ranks;
    this.#groups = groups;
  }

  get size(): number {
    return this.#size;
  }

  add(task: number): void {
    const group = this.#groups.groupOf[task] ?? 0;
    const key = this.#batchOf(group) > 1 ? group : -1;
    let heap = this.#heaps.get(key);
    if (heap === undefined) this.#heaps.set(key, (heap = new IntHeap()));
    heap.add(this.#ranks.rankOf[task] ?? 0);
    this.#size++;
  }

  /** Takes out what one attempt runs: the task with the best rank, and the next ones of its group if it takes more. */
  take(): number[] {
    let best: [group: number, heap: IntHeap] | undefined;
    for (const [group, heap] of this.#heaps) {
      if ((heap.smallest ?? Infinity) < (best?.[1].smallest ?? Infinity)) best = [group, heap];
    }
    if (best === undefined) return [];
    const [group, heap] = best;
    const taken: number[] = [];
    const count = Math.min(heap.size, group < 0 ? 1 : this.#batchOf(group));
    while (taken.length < count) taken.push(this.#ranks.taskOf[heap.take() ?? 0] ?? 0);
    this.#size -= count;
    return taken;
  }

  #batchOf(group: number): number {
    return this.#groups.groups[group]?.batch ?? 1;
  }
}
