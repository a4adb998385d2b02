import type { Manifest, PartitionRef } from '../base/model/index.js';
import { readBody } from './body.js';
import type { CurrentManifest, ListedPartition, OnRows } from './catalog.js';
import type { CatalogProblem } from './catalog_problem.js';
import { PAGE_ROWS, partitionPages } from './list.js';
import { partitionProblem, timeProblem } from './rows.js';
import type { ManifestRow, RefEvent, StoreView } from './store.js';

/** See `CatalogView.verify`. Each manifest is read only a few times, however many outputs it has. */
export async function* verify(store: StoreView, onRead: OnRows = () => undefined): AsyncGenerator<CatalogProblem> {
  for (let after = 0; ;) {
    const page = await store.manifestsPage(after, PAGE_ROWS);
    yield* verifyManifests(store, page);
    onRead(page.length);
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE_ROWS) break;
    after = last.seq;
  }
  let known: ReadonlyMap<string, Proof> = new Map();
  for await (const page of partitionPages(store, {})) {
    known = await readProofs(store, page, known);
    yield* verifyPartitions(store, page, known);
    onRead(page.length);
  }
}

async function* verifyManifests(store: StoreView, rows: readonly ManifestRow[]): AsyncGenerator<CatalogProblem> {
  let outputs: RecordedOutput[] = [];
  for (const { id, body, atMicros } of rows) {
    const manifest = readBody(body);
    if (!manifest.ok) {
      yield { problem: 'manifest-unreadable', manifest: id, detail: manifest.error };
      continue;
    }
    const time = timeProblem(atMicros);
    if (time !== undefined) yield { problem: 'manifest-unreadable', manifest: id, detail: time };
    if (manifest.value.id !== id) yield { problem: 'manifest-id-differs', manifest: id, found: manifest.value.id };
    for (const ref of new Set(manifest.value.outputs)) {
      if (outputs.push({ ref, manifest: id }) < PAGE_ROWS) continue;
      yield* verifyOutputs(store, outputs);
      outputs = [];
    }
  }
  yield* verifyOutputs(store, outputs);
}

/** A manifest that has a ref among its outputs. */
interface RecordedOutput {
  readonly ref: PartitionRef;
  readonly manifest: string;
}

async function* verifyOutputs(store: StoreView, outputs: readonly RecordedOutput[]): AsyncGenerator<CatalogProblem> {
  const refs = [...new Set(outputs.map(({ ref }) => ref))];
  const [heads, current] = [await store.heads(refs), await store.current(refs)];
  for (const { ref, manifest } of outputs) {
    if (heads.get(ref)?.id === manifest && !current.has(ref)) yield { problem: 'output-missing', ref, manifest };
  }
}

/** The fields of a manifest that its partitions must match. */
interface Proof extends Pick<Manifest, 'versionKey' | 'contentKey' | 'jobVersion'> {
  readonly outputs: ReadonlySet<PartitionRef>;
}

/**
 * Reads the manifests of a page.
 *
 * @param known the manifests of the previous page: a manifest with many outputs is on many pages
 */
async function readProofs(
  store: StoreView,
  page: readonly ListedPartition[],
  known: ReadonlyMap<string, Proof>,
): Promise<Map<string, Proof>> {
  const proofs = new Map<string, Proof>();
  const unread = new Set<string>();
  for (const { id } of page) {
    const proof = known.get(id);
    if (proof === undefined) unread.add(id);
    else proofs.set(id, proof);
  }
  for (const [id, body] of await store.bodies([...unread])) {
    const manifest = readBody(body);
    proofs.set(id, manifest.ok ? proofBy(manifest.value) : UNREADABLE);
  }
  return proofs;
}

function proofBy({ outputs, versionKey, contentKey, jobVersion }: Manifest): Proof {
  return { outputs: new Set(outputs), versionKey, contentKey, jobVersion };
}

/** Stands for a manifest that was already reported as unreadable. */
const UNREADABLE: Proof = { outputs: new Set(), versionKey: '', contentKey: '', jobVersion: '' };

async function* verifyPartitions(
  store: StoreView,
  page: readonly ListedPartition[],
  proofs: ReadonlyMap<string, Proof>,
): AsyncGenerator<CatalogProblem> {
  const heads = await store.heads(page.map(({ ref }) => ref));
  for (const partition of page) {
    const { ref, id } = partition;
    const damage = partitionProblem(partition);
    const proof = proofs.get(id);
    if (damage !== undefined) yield { problem: 'partition-unreadable', ref, detail: damage };
    else if (proof === undefined) yield { problem: 'manifest-missing', ref, manifest: id };
    else if (proof !== UNREADABLE) yield* verifyPartition(ref, partition, proof, heads.get(ref));
  }
}

function* verifyPartition(
  ref: PartitionRef,
  current: CurrentManifest,
  proof: Proof,
  head: RefEvent | undefined,
): Generator<CatalogProblem> {
  const { id } = current;
  if (!proof.outputs.has(ref)) yield { problem: 'output-not-in-manifest', ref, manifest: id };
  for (const key of ['versionKey', 'contentKey', 'jobVersion'] as const) {
    if (current[key] !== proof[key]) yield { problem: 'keys-differ', ref, manifest: id, key };
  }
  if (head?.id !== id) yield { problem: 'not-newest', ref, manifest: id };
}
