import type { Catalog, CatalogView } from '../catalog/index.js';
import type { PartitionRef } from '../base/model/index.js';
import type { Invocation } from './command.js';
import { openInvocationCatalog, viewInvocationCatalog, refsOf } from './session.js';

/** Opens the catalog for writing while the work runs. @returns the exit code */
export function withCatalog(invocation: Invocation, work: (catalog: Catalog) => Promise<number>): Promise<number> {
  return whileOpen(openInvocationCatalog(invocation), work);
}

/** Opens the catalog for reading, which needs no write permission and leaves nothing behind. @returns the exit code */
export function withCatalogView(
  invocation: Invocation,
  work: (catalog: CatalogView) => Promise<number>,
): Promise<number> {
  return whileOpen(viewInvocationCatalog(invocation), work);
}

/** Reads the refs of the command line, then opens the catalog for writing. @returns the exit code */
export async function withCatalogAndRefs(
  invocation: Invocation,
  work: (catalog: Catalog, refs: readonly PartitionRef[]) => Promise<number>,
): Promise<number> {
  const refs = await refsOf(invocation);
  if (refs === undefined) return 2;
  return withCatalog(invocation, (catalog) => work(catalog, refs));
}

/** Reads the refs of the command line, then opens the catalog for reading. @returns the exit code */
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
