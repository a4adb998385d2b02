import { setTimeout as delay } from 'node:timers/promises';
import type { Change, CatalogView } from '../../catalog/index.js';

/** Changes that are read together. */
const PAGE = 1000;

/** Time between two looks at the feed of changes: one small query. */
const LOOK_EVERY_MS = 250;

export interface ChangeListener {
  /** Called with changes in the order of their commits. */
  readonly onChanges: (changes: readonly Change[]) => void;
  /** Changes were dropped before they were read. That takes a reader which is a million changes behind. */
  readonly onLost: () => void;
}

/** Follows the feed of changes of a catalog from one place on. */
export class ChangeFollower {
  readonly #catalog: Pick<CatalogView, 'changes'>;
  #seq: number;

  private constructor(catalog: Pick<CatalogView, 'changes'>, seq: number) {
    this.#catalog = catalog;
    this.#seq = seq;
  }

  /** One that begins with the next change. */
  static async fromNow(catalog: Pick<CatalogView, 'changes'>): Promise<ChangeFollower> {
    const begin = await catalog.changes(0, 1);
    return new ChangeFollower(catalog, begin.ok ? begin.value.newest : begin.error.newest);
  }

  /**
   * Follows the feed until the signal aborts. After an error of the database, the next call goes on where this one was.
   *
   * @throws CatalogError
   */
  async follow({ onChanges, onLost }: ChangeListener, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const page = await this.#catalog.changes(this.#seq, PAGE);
      this.#seq = page.ok ? page.value.next : page.error.newest;
      if (!page.ok) onLost();
      else if (page.value.changes.length > 0) onChanges(page.value.changes);
      if (page.ok && this.#seq < page.value.newest) continue;
      await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
