import { err, ok, type Manifest, type PartitionRef, type Result } from '../../base/model/index.js';
import type { Catalog } from '../catalog.js';

export interface NotInCatalog {
  readonly reason: 'not-in-catalog';
  readonly refs: readonly PartitionRef[];
}

/** The current manifests of the refs, each once, in the order of the refs. It fails if a ref has none. */
export async function show(
  catalog: Pick<Catalog, 'current' | 'manifests'>,
  refs: readonly PartitionRef[],
): Promise<Result<Manifest[], NotInCatalog>> {
  const current = await catalog.current(refs);
  const missing = [...new Set(refs)].filter((ref) => !current.has(ref));
  if (missing.length > 0) return err({ reason: 'not-in-catalog', refs: missing });
  const ids = new Set(refs.flatMap((ref) => current.get(ref)?.id ?? []));
  const manifests = await catalog.manifests([...ids]);
  return ok([...ids].flatMap((id) => manifests.get(id) ?? []));
}
