import type { Catalog, CatalogView } from '../catalog/index.js';
import type { PartitionRef } from '../base/model/index.js';
import type { GraphInvocation, Invocation } from './command.js';
import { knownRefs, requestedRefs, selectionOf, typedRefs } from './requested.js';
import { openInvocationCatalog, viewInvocationCatalog } from './session.js';

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

/** Reads the requested refs, then opens the catalog for writing. @returns the exit code */
export async function withCatalogAndRefs(
  invocation: GraphInvocation,
  work: (catalog: Catalog, refs: readonly PartitionRef[]) => Promise<number>,
): Promise<number> {
  const refs = await requestedRefs(invocation);
  return refs.ok ? withCatalog(invocation, (catalog) => work(catalog, refs.value)) : refs.error;
}

/** Reads the requested refs, then opens the catalog for reading. @returns the exit code */
export async function withCatalogViewAndRefs(
  invocation: GraphInvocation,
  work: (catalog: CatalogView, refs: readonly PartitionRef[]) => Promise<number>,
): Promise<number> {
  const refs = await requestedRefs(invocation);
  return refs.ok ? withCatalogView(invocation, (catalog) => work(catalog, refs.value)) : refs.error;
}

/** The same for commands that select partitions of the catalog. @param open opens it, for reading or writing */
export async function withKnownRefs<C extends CatalogView>(
  invocation: GraphInvocation,
  open: (invocation: Invocation, work: (catalog: C) => Promise<number>) => Promise<number>,
  work: (catalog: C, refs: readonly PartitionRef[]) => Promise<number>,
): Promise<number> {
  // Without a selection, a mistyped ref is reported before the catalog is opened.
  const typed = selectionOf(invocation) === undefined ? await typedRefs(invocation) : undefined;
  if (typed?.ok === false) return typed.error;
  return open(invocation, async (catalog) => {
    const refs = typed ?? (await knownRefs(invocation, catalog));
    return refs.ok ? work(catalog, refs.value) : refs.error;
  });
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
