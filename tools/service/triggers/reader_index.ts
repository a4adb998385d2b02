import type { Manifest, PartitionRef } from '../../base/model/index.js';
import type { CatalogView } from '../../catalog/index.js';

/** How many manifests are read together. */
const PAGE = 500;

/**
 * Which partitions were made from which: for each ref, the partitions whose current manifests have read it as a materialize
 * input. It is read once, when it is first needed, and then follows the changes of the catalog.
 */
export class ReaderIndex {
  readonly #view: Pick<CatalogView, 'changes' | 'list' | 'manifests'>;
  #readers = new Map<PartitionRef, Set<PartitionRef>>();
  #inputs = new Map<PartitionRef, readonly PartitionRef[]>();
  /** The sequence number up to which the changes are part of it; undefined before it is read. */
  #seq: number | undefined;
  #refreshing: Promise<void> = Promise.resolve();

  constructor(view: Pick<CatalogView, 'changes' | 'list' | 'manifests'>) {
    this.#view = view;
  }

  /** The readers of any of the refs as the catalog is now, each once, at most `limit`. */
  async readersOf(refs: readonly PartitionRef[], limit: number): Promise<PartitionRef[]> {
    await this.#refresh();
    const found = new Set<PartitionRef>();
    for (const ref of refs) {
      for (const reader of this.#readers.get(ref) ?? []) {
        found.add(reader);
        if (found.size >= limit) return [...found];
      }
    }
    return [...found];
  }

  /** One refresh at a time. */
  #refresh(): Promise<void> {
    this.#refreshing = this.#refreshing.catch(() => undefined).then(() => this.#follow());
    return this.#refreshing;
  }

  async #follow(): Promise<void> {
    for (;;) {
      this.#seq ??= await this.#readAll();
      const page = await this.#view.changes(this.#seq, PAGE);
      if (!page.ok) {
        this.#seq = undefined;
        continue;
      }
      // The last change of a ref counts.
      const last = new Map(page.value.changes.map((change) => [change.ref, 'id' in change ? change.id : undefined]));
      await this.#put(last);
      this.#seq = page.value.next;
      if (page.value.next >= page.value.newest) return;
    }
  }

  /** @returns the sequence number from which to follow: what happened while it was read is read again */
  async #readAll(): Promise<number> {
    const page = await this.#view.changes(0, 1);
    this.#readers = new Map();
    this.#inputs = new Map();
    let some = new Map<PartitionRef, string>();
    for await (const { ref, id } of this.#view.list()) {
      some.set(ref, id);
      if (some.size < PAGE) continue;
      await this.#put(some);
      some = new Map();
    }
    await this.#put(some);
    return page.ok ? page.value.newest : page.error.newest;
  }

  /** @param current ref → id of its current manifest; undefined where it was forgotten */
  async #put(current: ReadonlyMap<PartitionRef, string | undefined>): Promise<void> {
    const ids = [...new Set([...current.values()].filter((id) => id !== undefined))];
    const manifests = ids.length === 0 ? new Map<string, Manifest>() : await this.#view.manifests(ids);
    for (const [ref, id] of current) {
      for (const input of this.#inputs.get(ref) ?? []) this.#readers.get(input)?.delete(ref);
      const manifest = id === undefined ? undefined : manifests.get(id);
      const read = (manifest?.inputs ?? []).filter(({ depType }) => depType === 'materialize');
      const inputs = [...new Set(read.map((input) => input.ref))];
      if (inputs.length === 0) this.#inputs.delete(ref);
      else this.#inputs.set(ref, inputs);
      for (const input of inputs) {
        const readers = this.#readers.get(input) ?? new Set();
        readers.add(ref);
        this.#readers.set(input, readers);
      }
    }
  }
}
