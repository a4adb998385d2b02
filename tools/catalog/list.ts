import type { ListedPartition, ListQuery } from './catalog.js';
import { endOfPrefix } from './ref_order.js';
import { partitionProblem, refuseRow } from './rows.js';
import type { StoreView } from './store.js';

/** Rows of one page: enough that the cost of a query does not matter, and few enough to keep memory small. */
export const PAGE_ROWS = 2_000;

type Listed = Pick<StoreView, 'partitionsPage' | 'place'>;

/**
 * See `CatalogView.list`.
 *
 * @throws CatalogError at a row that is damaged
 */
export async function* list(store: Listed, query: ListQuery): AsyncGenerator<ListedPartition> {
  for await (const page of partitionPages(store, query)) {
    for (const partition of page) {
      const problem = partitionProblem(partition);
      if (problem !== undefined) refuseRow(store.place, `ref ${partition.ref}`, problem);
      yield partition;
    }
  }
}

/** The rows as the store has them, in order of the refs. */
export async function* partitionPages(
  store: Listed,
  { prefix = '', since, until, after, limit = Infinity }: ListQuery,
): AsyncGenerator<ListedPartition[]> {
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
    if (page.length > 0) yield page;
    last = page.at(-1)?.ref;
    if (page.length < size || last === undefined) return;
    remaining -= page.length;
  }
}
