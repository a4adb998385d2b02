import type { Manifest, PartitionRef } from '../model/index.js';
import type { Catalog, HistoryEntry } from './catalog.js';
import { CatalogError } from './failure.js';
import { exportLines, importLines } from './lines.js';
import { list } from './list.js';
import type { RefEvent, Store } from './store.js';
import { verify } from './verify.js';

/** A catalog on a backend. */
export function catalogOver(store: Store): Catalog {
  /** Only manifests are ever written, so their shape is not checked at each reading: that is what `verify` is for. */
  const parse = (id: string, body: string): Manifest => {
    try {
      return JSON.parse(body) as Manifest;
    } catch (error) {
      const detail = `its manifest ${id} is damaged`;
      throw new CatalogError({ reason: 'catalog-unavailable', path: store.place, detail }, error);
    }
  };

  const manifests = async (ids: readonly string[]): Promise<Map<string, Manifest>> =>
    new Map([...(await store.bodies(ids))].map(([id, body]) => [id, parse(id, body)]));

  const history = async (refs: readonly PartitionRef[]): Promise<Map<PartitionRef, HistoryEntry[]>> => {
    const events = await store.events(refs);
    const ids = new Set([...events.values()].flat().flatMap(({ id }) => (id === undefined ? [] : [id])));
    const known = await manifests([...ids]);
    return new Map([...events].map(([ref, list]) => [ref, list.flatMap((event) => entryOf(event, known))]));
  };

  return {
    current: (refs) => store.current(refs),
    manifests,
    history,
    record: (batch, fences) =>
      store.record(
        batch.map((manifest) => ({ manifest, body: JSON.stringify(manifest), fence: fences?.get(manifest.id) })),
      ),
    forget: (refs) => store.forget(refs),
    durations: (jobs, limit) => store.durations(jobs, limit),
    list: (query = {}) => list(store, query),
    exportLines: () => exportLines(store),
    importLines: (lines) => importLines(store, lines),
    gc: ({ keepLast }) => store.gc(keepLast),
    verify: () => verify(store),
    acquire: (request) => store.acquire(request),
    heartbeat: (held, ttlMs) => store.heartbeat(held, ttlMs),
    release: (held) => store.release(held),
    snapshot: () => store.snapshot(),
    close: () => store.close(),
  };
}

function entryOf({ atMicros, id }: RefEvent, known: ReadonlyMap<string, Manifest>): HistoryEntry[] {
  if (id === undefined) return [{ kind: 'forgotten', atMicros }];
  const manifest = known.get(id);
  return manifest === undefined ? [] : [{ kind: 'recorded', atMicros, manifest }];
}
