import { isRef, type Manifest, type PartitionRef, type Result } from '../base/model/index.js';
import { readBody } from './body.js';
import type { Catalog, CatalogView, HistoryEntry } from './catalog.js';
import { changesPage, KEEP_CHANGES } from './changes.js';
import { exportLines, importLines } from './lines.js';
import { list } from './list.js';
import { readData } from './read_data.js';
import { eventProblem, refuseRow } from './rows.js';
import type { RefEvent, Store, StoreView } from './store.js';
import { verify } from './verify.js';

/** The read-only side of a catalog on a backend. */
export function viewOver(store: StoreView): CatalogView {
  const readEach = async <T>(
    ids: readonly string[],
    read: (id: string, body: string) => Result<T, string>,
  ): Promise<Map<string, T>> => {
    const found = new Map<string, T>();
    for (const [id, body] of await store.bodies(ids)) {
      const said = read(id, body);
      found.set(id, said.ok ? said.value : refuseRow(store.place, `manifest ${id}`, said.error));
    }
    return found;
  };

  const manifests = (ids: readonly string[]): Promise<Map<string, Manifest>> =>
    readEach(ids, (_, body) => readBody(body));

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
    data: (ids) => readEach(ids, readData),
    history,
    durations: (jobs, limit) => store.durations(jobs, limit),
    inputs: async (refs, limit) =>
      (await store.inputs(refs, limit)).filter((ref) => typeof ref === 'string' && isRef(ref)),
    list: (query = {}) => list(store, query),
    exportLines: (onDamaged) => exportLines(store, onDamaged),
    verify: (onRead) => verify(store, onRead),
    changes: async (after, limit) => changesPage(await store.changes(after, limit), after, limit),
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
    gc: ({ keepLast, keepChanges = KEEP_CHANGES }) => store.gc({ keepLast, keepChanges }),
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
