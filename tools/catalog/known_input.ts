import { dataOf, type Data, type Manifest, type PartitionRef } from '../base/model/index.js';
import type { Catalog, CurrentManifest } from './catalog.js';

/** The current manifest of a ref that tasks may read, with what tells its data from other data. */
export type KnownInput = CurrentManifest & Data;

/** How many manifests are read at once. Their bodies are dropped before the next ones are read. */
const MANIFESTS_AT_ONCE = 10_000;

/** Adds to current manifests what their data is. One query for each 10,000 manifests; none if there are none. */
export async function withData(
  current: ReadonlyMap<PartitionRef, CurrentManifest>,
  catalog: Pick<Catalog, 'data'>,
): Promise<Map<PartitionRef, KnownInput>> {
  const refsOf = Map.groupBy(current.keys(), (ref) => current.get(ref)?.id ?? '');
  const ids = [...refsOf.keys()];
  const known = new Map<PartitionRef, KnownInput>(current);
  for (let from = 0; from < ids.length; from += MANIFESTS_AT_ONCE) {
    for (const [id, manifest] of await catalog.data(ids.slice(from, from + MANIFESTS_AT_ONCE))) {
      for (const ref of refsOf.get(id) ?? []) {
        const is = current.get(ref);
        if (is !== undefined) known.set(ref, { ...is, ...dataOf(manifest, ref) });
      }
    }
  }
  return known;
}

/** The same for a manifest that has just been recorded. */
export function knownInput(manifest: Manifest, ref: PartitionRef): KnownInput {
  const { versionKey, contentKey, jobVersion } = manifest;
  return { ...dataOf(manifest, ref), versionKey, contentKey, jobVersion };
}
