import type { PartitionRef } from '../../base/model/index.js';
import type { Catalog } from '../catalog.js';

export interface ForgetOutcome {
  readonly forgotten: readonly PartitionRef[];
  /** Refs that the catalog does not have. */
  readonly unknown: readonly PartitionRef[];
}

/** Forgets refs: from now on they are missing. */
export async function forget(catalog: Pick<Catalog, 'forget'>, refs: readonly PartitionRef[]): Promise<ForgetOutcome> {
  const forgotten = await catalog.forget(refs);
  const known = new Set(forgotten);
  return { forgotten, unknown: [...new Set(refs)].filter((ref) => !known.has(ref)) };
}
