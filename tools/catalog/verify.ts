import type { Manifest, PartitionRef } from '../model/index.js';
import { readBody } from './body.js';
import type { CurrentManifest, ListedPartition } from './catalog.js';
import { list, PAGE_ROWS } from './list.js';
import type { ManifestRow, RefEvent, Store } from './store.js';

/** Something in a catalog that does not fit together. */
export type CatalogProblem =
  /** `detail` says what is wrong with it. */
  | { readonly problem: 'manifest-unreadable'; readonly manifest: string; readonly detail: string }
  /** A manifest that says to be another. */
  | { readonly problem: 'manifest-id-differs'; readonly manifest: string; readonly found: string }
  | { readonly problem: 'manifest-missing'; readonly ref: PartitionRef; readonly manifest: string }
  /** A ref whose manifest does not have it among its outputs. */
  | { readonly problem: 'output-not-in-manifest'; readonly ref: PartitionRef; readonly manifest: string }
  | {
      readonly problem: 'keys-differ';
      readonly ref: PartitionRef;
      readonly manifest: string;
      readonly key: 'versionKey' | 'contentKey' | 'jobVersion';
    }
  /** The ref's manifest is not the one that was recorded last. */
  | { readonly problem: 'not-newest'; readonly ref: PartitionRef; readonly manifest: string }
  /** Recorded and never forgotten, and still not there. */
  | { readonly problem: 'output-missing'; readonly ref: PartitionRef; readonly manifest: string };

/** See `Catalog.verify`. */
export async function* verify(store: Store): AsyncGenerator<CatalogProblem> {
  for (let after = 0; ;) {
    const page = await store.manifestsPage(after, PAGE_ROWS);
    yield* verifyManifests(store, page);
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE_ROWS) break;
    after = last.seq;
  }
  let page: ListedPartition[] = [];
  for await (const partition of list(store, {})) {
    if (page.push(partition) < PAGE_ROWS) continue;
    yield* verifyPartitions(store, page);
    page = [];
  }
  yield* verifyPartitions(store, page);
}

async function* verifyManifests(store: Store, rows: readonly ManifestRow[]): AsyncGenerator<CatalogProblem> {
  const claimed = new Map<PartitionRef, string>();
  for (const { id, body } of rows) {
    const manifest = readBody(body);
    if (!manifest.ok) {
      yield { problem: 'manifest-unreadable', manifest: id, detail: manifest.error };
      continue;
    }
    if (manifest.value.id !== id) yield { problem: 'manifest-id-differs', manifest: id, found: manifest.value.id };
    for (const ref of manifest.value.outputs) claimed.set(ref, id);
  }
  const refs = [...claimed.keys()];
  const [heads, current] = [await store.heads(refs), await store.current(refs)];
  for (const [ref, manifest] of claimed) {
    if (heads.get(ref)?.id === manifest && !current.has(ref)) yield { problem: 'output-missing', ref, manifest };
  }
}

async function* verifyPartitions(store: Store, page: readonly ListedPartition[]): AsyncGenerator<CatalogProblem> {
  const bodies = await store.bodies(page.map(({ id }) => id));
  const heads = await store.heads(page.map(({ ref }) => ref));
  for (const partition of page) {
    const { ref, id } = partition;
    const body = bodies.get(id);
    if (body === undefined) {
      yield { problem: 'manifest-missing', ref, manifest: id };
      continue;
    }
    const manifest = readBody(body);
    // Told of with the manifests.
    if (!manifest.ok) continue;
    yield* verifyPartition(ref, partition, manifest.value, heads.get(ref));
  }
}

function* verifyPartition(
  ref: PartitionRef,
  current: CurrentManifest,
  manifest: Manifest,
  head: RefEvent | undefined,
): Generator<CatalogProblem> {
  const { id } = current;
  if (!manifest.outputs.includes(ref)) yield { problem: 'output-not-in-manifest', ref, manifest: id };
  for (const key of ['versionKey', 'contentKey', 'jobVersion'] as const) {
    if (current[key] !== manifest[key]) yield { problem: 'keys-differ', ref, manifest: id, key };
  }
  if (head?.id !== id) yield { problem: 'not-newest', ref, manifest: id };
}
