import { shorten } from '../base/json/index.js';
import { isRef, NAME } from '../base/model/index.js';
import type { ListedPartition } from './catalog.js';
import { CatalogError } from './failure.js';
import type { Forgetting } from './store.js';

/** Longest text of a damaged row that a message shows. */
const TEXT_SHOWN = 80;

/**
 * What is wrong with a row that says what exists; nothing where it is in order. Others write to a file or server that is
 * shared, so that it may have anything in it.
 */
export function partitionProblem({ ref, id, atMicros }: ListedPartition): string | undefined {
  if (!NAME.test(id)) return `the id of its manifest, "${shorten(id, TEXT_SHOWN)}", is no id`;
  return eventProblem({ ref, atMicros });
}

/** The same for something that happened to a ref. */
export function eventProblem({ ref, atMicros }: Forgetting): string | undefined {
  if (!isRef(ref)) return `"${shorten(ref, TEXT_SHOWN)}" is no ref`;
  return isMicros(atMicros) ? undefined : `its time, ${String(atMicros)} microseconds since 1970, is out of range`;
}

/** Whether a number can be a time of a catalog, in microseconds since the epoch. */
function isMicros(atMicros: number): boolean {
  return Number.isSafeInteger(atMicros) && atMicros >= 0;
}

/** @throws CatalogError */
export function refuseRow(place: string, what: string, detail: string): never {
  throw new CatalogError({ reason: 'catalog-row-damaged', path: place, what, detail }, undefined);
}
