import { setTimeout as delay } from 'node:timers/promises';
import type { Change, CatalogView } from '../../catalog/index.js';

/** Changes that are read together. */
const PAGE = 1000;

/** Time between two looks at the feed of changes: one small query. */
const LOOK_EVERY_MS = 250;

/**
 * Follows the feed of changes of a catalog from now on, until the signal aborts. Changes that were dropped before they were read are
 * not reported; that takes a reader which is a million changes behind.
 *
 * @param onChanges called with changes in the order of their commits
 */
export async function followChanges(
  catalog: Pick<CatalogView, 'changes'>,
  onChanges: (changes: readonly Change[]) => void,
  signal: AbortSignal,
): Promise<void> {
  const begin = await catalog.changes(0, 1);
  let seq = begin.ok ? begin.value.newest : begin.error.newest;
  while (!signal.aborted) {
    const page = await catalog.changes(seq, PAGE);
    seq = page.ok ? page.value.next : page.error.newest;
    if (page.ok && page.value.changes.length > 0) onChanges(page.value.changes);
    if (page.ok && seq < page.value.newest) continue;
    await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
