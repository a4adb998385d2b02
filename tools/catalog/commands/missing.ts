import type { PartitionRef } from '../../base/model/index.js';
import type { Catalog } from '../catalog.js';
import { compareRefs } from '../ref_order.js';
import { LS_SCHEMA_VERSION } from './ls.js';

/** Refs of one query: enough that its cost does not matter, and few enough to keep memory small. */
const BATCH = 10_000;

/** The refs that the catalog does not have, each once, in order of the refs. */
export async function findMissing(
  catalog: Pick<Catalog, 'current'>,
  refs: readonly PartitionRef[],
): Promise<PartitionRef[]> {
  const missing = new Set<PartitionRef>();
  for (let start = 0; start < refs.length; start += BATCH) {
    const batch = refs.slice(start, start + BATCH);
    const there = await catalog.current(batch);
    for (const ref of batch) if (!there.has(ref)) missing.add(ref);
  }
  return [...missing].sort(compareRefs);
}

/** The lines of `catalog ls --missing`. */
export function* missingLines(refs: readonly PartitionRef[], format: 'refs' | 'json'): Generator<string> {
  for (const ref of refs) {
    yield format === 'json' ? JSON.stringify({ schemaVersion: LS_SCHEMA_VERSION, ref, manifest: null }) : ref;
  }
}
