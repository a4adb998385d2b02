import type { Catalog, CatalogView } from '../catalog/index.js';
import type { PartitionRef } from '../base/model/index.js';
import type { Invocation } from './command.js';
import { openInvocationCatalog, viewInvocationCatalog, refsOf } from './session.js';

/** Opens the catalog to write it, for a while. @returns the exit code */
export function withCatalog(invocation: Invocation, work: (catalog: Catalog) => Promise<number>): Promise<number> {
  return whileOpen(openInvocationCatalog(invocation), work);
}

/** The same only to look at it: that takes no right to write, and leaves nothing behind. */
export function withCatalogView(
  invocation: Invocation,
  work: (catalog: CatalogView) => Promise<number>,
): Promise<number> {
  return whileOpen(viewInvocationCatalog(invocation), work);
}

/** Opens the catalog to write it, for the refs of the command line, which are read first. */
export async function withCatalogAndRefs(
  invocation: Invocation,
  work: (catalog: Catalog, refs: readonly PartitionRef[]) => Promise<number>,
): Promise<number> {
  const refs = await refsOf(invocation);
  if (refs === undefined) return 2;
  return withCatalog(invocation, (catalog) => work(catalog, refs));
}

/** The same only to look at it. */
export async function withCatalogViewAndRefs(
  invocation: Invocation,
  work: (catalog: CatalogView, refs: readonly PartitionRef[]) => Promise<number>,
): Promise<number> {
  const refs = await refsOf(invocation);
  if (refs === undefined) return 2;
  return withCatalogView(invocation, (catalog) => work(catalog, refs));
}

async function whileOpen<C extends CatalogView>(
  opening: Promise<C | undefined>,
  work: (catalog: C) => Promise<number>,
): Promise<number> {
  const catalog = await opening;
  if (catalog === undefined) return 2;
  try {
    return await work(catalog);
  } finally {
    await catalog.close();
  }
}
