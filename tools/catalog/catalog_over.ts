import { isRef, type Manifest, type PartitionRef } from '../base/model/index.js';
import { readBody } from './body.js';
import type { Catalog, CatalogView, HistoryEntry } from './catalog.js';
import { exportLines, importLines } from './lines.js';
import { list } from './list.js';
import { eventProblem, refuseRow } from './rows.js';
import type { RefEvent, Store, StoreView } from './store.js';
import { verify } from './verify.js';

/** The read-only side of a catalog on a backend. */
export function viewOver(store: StoreView): CatalogView {
  const parse = (id: string, body: string): Manifest => {
    const manifest = readBody(body);
    return manifest.ok ? manifest.value : refuseRow(store.place, `manifest ${id}`, manifest.error);
  };

  const manifests = async (ids: readonly string[]): Promise<Map<string, Manifest>> =>
    new Map([...(await store.bodies(ids))].map(([id, body]) => [id, parse(id, body)]));

  const history = async (refs: readonly PartitionRef[]): Promise<Map<PartitionRef, HistoryEntry[]>> => {
    const events = await store.events(refs);
    const ids = new Set([...events.values()].flat().flatMap(({ id }) => (id === undefined ? [] : [id])));
    const known = await manifests([...ids]);
    for (const [ref, list] of events) {
      for (const { atMicros } of list) {
        const problem = eventProblem({ ref, atMicros });
        if (problem !== undefined) refuseRow(store.place, `ref ${ref}`, problem);
      }
    }
    return new Map([...events].map(([ref, list]) => [ref, list.flatMap((event) => entryOf(event, known))]));
  };

  return {
    place: store.place,
    current: (refs) => store.current(refs),
    manifests,
    history,
    durations: (jobs, limit) => store.durations(jobs, limit),
    inputs: async (refs, limit) =>
      (await store.inputs(refs, limit)).filter((ref) => typeof ref === 'string' && isRef(ref)),
    list: (query = {}) => list(store, query),
    exportLines: (onDamaged) => exportLines(store, onDamaged),
    verify: (onRead) => verify(store, onRead),
    snapshot: () => store.snapshot(),
    pools: () => store.pools(),
    close: () => store.close(),
  };
}

/** A catalog on a backend. */
export function catalogOver(store: Store): Catalog {
  return {
    ...viewOver(store),
    record: (batch, fences) =>
      store.record(
        batch.map((manifest) => ({ manifest, body: JSON.stringify(manifest), fence: fences?.get(manifest.id) })),
      ),
    forget: (refs) => store.forget(refs),
    importLines: (lines, onRead) => importLines(store, lines, onRead),
    gc: ({ keepLast }) => store.gc(keepLast),
    acquire: (request) => store.acquire(request),
    heartbeat: (held, ttlMs) => store.heartbeat(held, ttlMs),
    release: (held) => store.release(held),
    setPool: (name, slots) => store.setPool(name, slots),
    removePool: (name) => store.removePool(name),
    takeSlots: (request) => store.takeSlots(request),
    renewSlots: (owner, ttlMs) => store.renewSlots(owner, ttlMs),
  };
}

function entryOf({ atMicros, id }: RefEvent, known: ReadonlyMap<string, Manifest>): HistoryEntry[] {
  if (id === undefined) return [{ kind: 'forgotten', atMicros }];
  const manifest = known.get(id);
  return manifest === undefined ? [] : [{ kind: 'recorded', atMicros, manifest }];
}
