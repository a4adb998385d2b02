/** A binary heap of whole numbers that returns the smallest first. */
export class IntHeap {
  #items = new Int32Array(16);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The smallest number, which stays in the heap; nothing when it is empty. */
  get smallest(): number | undefined {
    return this.#size === 0 ? undefined : this.#items[0];
  }

  add(item: number): void {
    if (this.#size === this.#items.length) {
      const larger = new Int32Array(this.#size * 2);
      larger.set(this.#items);
      this.#items = larger;
    }
    const items = this.#items;
    let place = this.#size++;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = items[parent] ?? 0;
      if (above <= item) break;
      items[place] = above;
      place = parent;
    }
    items[place] = item;
  }

  /** Takes the smallest number out. */
  take(): number | undefined {
    if (this.#size === 0) return undefined;
    const items = this.#items;
    const smallest = items[0];
    const last = items[--this.#size] ?? 0;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && (items[child + 1] ?? 0) < (items[child] ?? 0)) child++;
      const below = items[child] ?? 0;
      if (below >= last) break;
      items[place] = below;
      place = child;
    }
    items[place] = last;
    return smallest;
  }
}
