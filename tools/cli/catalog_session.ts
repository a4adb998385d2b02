import type { Catalog } from '../catalog/index.js';
import type { PartitionRef } from '../model/index.js';
import type { Invocation } from './command.js';
import { openCatalog, refsOf } from './session.js';

/** Opens the catalog for a while. @returns the exit code */
export async function withCatalog(
  invocation: Invocation,
  work: (catalog: Catalog) => Promise<number>,
): Promise<number> {
  const catalog = await openCatalog(invocation);
  if (catalog === undefined) return 2;
  try {
    return await work(catalog);
  } finally {
    await catalog.close();
  }
}

/** The same for the refs of the command line, which are read first. */
export async function withCatalogAndRefs(
  invocation: Invocation,
  work: (catalog: Catalog, refs: readonly PartitionRef[]) => Promise<number>,
): Promise<number> {
  const refs = await refsOf(invocation);
  if (refs === undefined) return 2;
  return withCatalog(invocation, (catalog) => work(catalog, refs));
}

/** `1 partition`, `100,000 partitions`. */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}
