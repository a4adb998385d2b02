import type { ListedPartition, ListQuery } from './catalog.js';
import { endOfPrefix } from './ref_order.js';
import type { Store } from './store.js';

/** Rows that are read at a time: enough for the cost of a query not to show, few enough not to fill the memory. */
export const PAGE_ROWS = 2_000;

/** See `Catalog.list`. */
export async function* list(
  store: Pick<Store, 'partitionsPage'>,
  { prefix = '', since, until, after, limit = Infinity }: ListQuery,
): AsyncGenerator<ListedPartition> {
  const range = {
    from: prefix,
    to: endOfPrefix(prefix),
    sinceMicros: since === undefined ? undefined : since * 1000,
    untilMicros: until === undefined ? undefined : until * 1000,
  };
  let remaining = limit;
  let last: string | undefined = after;
  while (remaining > 0) {
    const size = Math.min(remaining, PAGE_ROWS);
    const page = await store.partitionsPage({ ...range, after: last, limit: size });
    yield* page;
    last = page.at(-1)?.ref;
    if (page.length < size || last === undefined) return;
    remaining -= page.length;
  }
}
