import { shorten } from '../base/json/index.js';
import { isRef, NAME } from '../base/model/index.js';
import type { ListedPartition } from './catalog.js';
import { CatalogError } from './failure.js';
import type { Forgetting } from './store.js';

/** The maximum length of a text of a damaged row in a message. */
const TEXT_SHOWN = 80;

/**
 * What is wrong with the row of a partition; undefined if it is valid. Other programs can write to a shared file or
 * server, so a row may contain anything.
 */
export function partitionProblem({ ref, id, atMicros }: ListedPartition): string | undefined {
  if (!NAME.test(id)) return `the id of its manifest, "${shorten(id, TEXT_SHOWN)}", is not an id`;
  return eventProblem({ ref, atMicros });
}

/** The same for an event of a ref. */
export function eventProblem({ ref, atMicros }: Forgetting): string | undefined {
  if (!isRef(ref)) return `"${shorten(ref, TEXT_SHOWN)}" is not a ref`;
  return timeProblem(atMicros);
}

/** The same for a time, in microseconds since the epoch. */
export function timeProblem(atMicros: number): string | undefined {
  if (Number.isSafeInteger(atMicros) && atMicros >= 0) return undefined;
  return `its time, ${String(atMicros)} microseconds since 1970, is out of range`;
}

/**
 * Says that a row of a catalog is damaged.
 *
 * @param place of the catalog; @param what `ref a/1` or `manifest 0a…`; @param detail what is wrong with it
 * @throws CatalogError
 */
export function refuseRow(place: string, what: string, detail: string): never {
  throw new CatalogError({ reason: 'catalog-row-damaged', path: place, what, detail }, undefined);
}
