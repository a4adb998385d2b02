import { materialized, type Manifest, type PartitionRef } from '../base/model/index.js';
import type { Catalog, CurrentManifest } from './catalog.js';
import { catalogOver } from './catalog_over.js';
import type { FeedRow } from './changes.js';
import { durationOf } from './duration.js';
import { memoryLeases } from './memory_leases.js';
import { memoryPools } from './memory_pools.js';
import { nextMicros } from './micros.js';
import { compareRefs } from './ref_order.js';
import {
  MAX_INPUTS_BYTES,
  type Forgetting,
  type ImportedManifest,
  type NewManifest,
  type RefEvent,
  type Store,
} from './store.js';

export interface MemoryOptions {
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** A catalog in memory, for tests. The current manifests are derived from the history each time. */
export function memoryCatalog(options: MemoryOptions = {}): Catalog {
  const now = options.now ?? Date.now;
  const manifests = new Map<string, ImportedManifest & { readonly seq: number }>();
  /** Newest first. */
  const history = new Map<PartitionRef, RefEvent[]>();
  const leases = memoryLeases(now);
  const pools = memoryPools(now);
  let generation = 0;
  let lastAt = 0;
  let lastSeq = 0;
  let feed: FeedRow[] = [];
  let lastChange = 0;
  let droppedChange = 0;

  const noteChange = (ref: PartitionRef, { atMicros, id = '' }: RefEvent): void => {
    feed.push({ seq: ++lastChange, ref, atMicros, id });
  };
  const addEvent = (ref: PartitionRef, event: RefEvent): boolean => {
    const events = history.get(ref) ?? [];
    if (events.some((other) => compareEvents(other, event) === 0)) return false;
    history.set(ref, [...events, event].toSorted(compareEvents));
    lastAt = Math.max(lastAt, event.atMicros);
    return true;
  };
  const addManifest = (manifest: Manifest, body: string, atMicros: number, onEvent: OnEvent): boolean => {
    const { id, outputs } = manifest;
    if (manifests.has(id)) return false;
    manifests.set(id, { manifest, body, atMicros, seq: ++lastSeq });
    for (const ref of outputs) if (addEvent(ref, { atMicros, id })) onEvent(ref, { atMicros, id });
    return true;
  };
  const find = (ref: PartitionRef): (CurrentManifest & { readonly atMicros: number }) | undefined => {
    const head = history.get(ref)?.[0];
    const entry = head?.id === undefined ? undefined : manifests.get(head.id);
    if (entry === undefined) return undefined;
    const { id, versionKey, contentKey, jobVersion } = entry.manifest;
    return { id, versionKey, contentKey, jobVersion, atMicros: entry.atMicros };
  };
  const existing = (): PartitionRef[] => [...history.keys()].filter((ref) => find(ref) !== undefined);
  const forgettings = (): Forgetting[] =>
    [...history]
      .toSorted(([a], [b]) => compareRefs(a, b))
      .flatMap(([ref, events]) =>
        events.toReversed().flatMap(({ id, atMicros }) => (id === undefined ? [{ ref, atMicros }] : [])),
      );
  const isStale = ({ manifest, fence }: NewManifest): boolean =>
    fence !== undefined && !manifests.has(manifest.id) && leases.tokenOf(fence.key) !== fence.token;

  const store: Store = {
    place: 'memory',
    ...leases,
    ...pools,
    current: (refs) =>
      Promise.resolve(
        new Map(
          refs.flatMap((ref): [PartitionRef, CurrentManifest][] => {
            const found = find(ref);
            if (found === undefined) return [];
            const { id, versionKey, contentKey, jobVersion } = found;
            return [[ref, { id, versionKey, contentKey, jobVersion }]];
          }),
        ),
      ),
    bodies: (ids) => Promise.resolve(pick(ids, (id) => manifests.get(id)?.body)),
    events: (refs) => Promise.resolve(pick(refs, (ref) => history.get(ref))),
    heads: (refs) => Promise.resolve(pick(refs, (ref) => history.get(ref)?.[0])),
    durations: (jobs, limit) => {
      const runs = [...manifests.values()].flatMap(({ manifest, atMicros }) => {
        const ms = durationOf(manifest);
        return ms === undefined ? [] : [{ job: manifest.job, atMicros, ms }];
      });
      runs.sort((a, b) => b.atMicros - a.atMicros || b.ms - a.ms);
      return Promise.resolve(
        pick(jobs, (job) => {
          const recent = runs.filter((run) => run.job === job).slice(0, limit);
          return recent.length === 0 ? undefined : recent.map(({ ms }) => ms);
        }),
      );
    },
    inputs: (refs, limit) => {
      const bodies = refs.flatMap((ref) => manifests.get(find(ref)?.id ?? '') ?? []);
      const small = bodies.filter(({ body }) => Buffer.byteLength(body) <= MAX_INPUTS_BYTES);
      return Promise.resolve([...new Set(small.flatMap(({ manifest }) => materialized(manifest)))].slice(0, limit));
    },
    record: (entries) => {
      const stale: string[] = [];
      for (const entry of entries) {
        if (isStale(entry)) stale.push(entry.manifest.id);
        else addManifest(entry.manifest, entry.body, nextMicros(now(), lastAt), noteChange);
      }
      if (entries.length > 0) generation++;
      return Promise.resolve({ stale });
    },
    forget: (refs) => {
      const forgotten = [...new Set(refs)].filter((ref) => find(ref) !== undefined);
      const atMicros = nextMicros(now(), lastAt);
      for (const ref of forgotten) {
        addEvent(ref, { atMicros, id: undefined });
        noteChange(ref, { atMicros, id: undefined });
      }
      if (forgotten.length > 0) generation++;
      return Promise.resolve(forgotten);
    },
    merge: (events) => {
      const added: [PartitionRef, RefEvent][] = [];
      const manifestsAdded = events.manifests.filter((m) =>
        addManifest(m.manifest, m.body, m.atMicros, (ref, event) => {
          added.push([ref, event]);
        }),
      ).length;
      const forgettingsAdded = events.forgettings.filter(({ ref, atMicros }) => {
        const isNew = addEvent(ref, { atMicros, id: undefined });
        if (isNew) added.push([ref, { atMicros, id: undefined }]);
        return isNew;
      }).length;
      for (const [ref, event] of added) {
        const [head] = history.get(ref) ?? [];
        if (head !== undefined && compareEvents(head, event) === 0) noteChange(ref, event);
      }
      if (manifestsAdded + forgettingsAdded > 0) generation++;
      return Promise.resolve({ manifestsAdded, forgettingsAdded });
    },
    gc: ({ keepLast, keepChanges }) => {
      const kept = new Set(existing().flatMap((ref) => find(ref)?.id ?? []));
      for (const events of history.values()) {
        for (const { id } of events.filter(({ id }) => id !== undefined).slice(0, keepLast)) kept.add(id ?? '');
      }
      for (const id of [...kept]) {
        for (const { manifest } of manifests.get(id)?.manifest.inputs ?? []) kept.add(manifest ?? '');
      }
      const before = manifests.size;
      for (const id of [...manifests.keys()]) if (!kept.has(id)) manifests.delete(id);
      for (const [ref, events] of history)
        history.set(
          ref,
          events.filter(({ id }) => id === undefined || kept.has(id)),
        );
      leases.dropExpired();
      pools.dropExpired();
      droppedChange = Math.max(droppedChange, lastChange - keepChanges);
      feed = feed.filter(({ seq }) => seq > droppedChange);
      return Promise.resolve({ manifestsDropped: before - manifests.size, manifestsKept: manifests.size });
    },
    partitionsPage: ({ from, after, to, sinceMicros = -Infinity, untilMicros = Infinity, limit }) =>
      Promise.resolve(
        existing()
          .filter((ref) => compareRefs(ref, from) >= 0 && (to === undefined || compareRefs(ref, to) < 0))
          .filter((ref) => after === undefined || compareRefs(ref, after) > 0)
          .toSorted(compareRefs)
          .flatMap((ref) => {
            const found = find(ref);
            return found === undefined ? [] : [{ ref, ...found }];
          })
          .filter(({ atMicros }) => atMicros >= sinceMicros && atMicros < untilMicros)
          .slice(0, limit),
      ),
    manifestsPage: (after, limit) =>
      Promise.resolve(
        [...manifests.values()]
          .filter(({ seq }) => seq > after)
          .slice(0, limit)
          .map(({ seq, manifest, atMicros, body }) => ({ seq, id: manifest.id, atMicros, body })),
      ),
    forgettingsPage: (after, limit) => {
      const all = forgettings();
      const start =
        after === undefined ? 0 : all.findIndex((f) => f.ref === after.ref && f.atMicros === after.atMicros) + 1;
      return Promise.resolve(all.slice(start, start + limit));
    },
    changes: (after, limit) => {
      const rows = feed.filter(({ seq }) => seq > after).slice(0, limit);
      return Promise.resolve({ rows, newest: lastChange, dropped: droppedChange });
    },
    snapshot: () => Promise.resolve(String(generation)),
    close: () => Promise.resolve(),
  };
  return catalogOver(store);
}

/** Newest first. If two have the same time, the one with the greater id comes first. */
function compareEvents(a: RefEvent, b: RefEvent): number {
  return b.atMicros - a.atMicros || compareRefs(b.id ?? '', a.id ?? '');
}

type OnEvent = (ref: PartitionRef, event: RefEvent) => void;

function pick<K, V>(keys: readonly K[], find: (key: K) => V | undefined): Map<K, V> {
  const found = new Map<K, V>();
  for (const key of keys) {
    const value = find(key);
    if (value !== undefined) found.set(key, value);
  }
  return found;
}
