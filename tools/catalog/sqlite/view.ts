import type { StatementSync } from 'node:sqlite';
import type { PartitionRef } from '../../base/model/index.js';
import type { CurrentManifest } from '../catalog.js';
import { MAX_INPUTS_BYTES, type RefEvent, type StoreView } from '../store.js';
import type { Connection } from './connection.js';
import { sqlitePages } from './pages.js';
import { sqlitePoolsView } from './pools.js';
import { recordedInputs } from './recorded_inputs.js';

/** Reads manifests and pools in one SQLite file. @param now milliseconds since the epoch */
export function sqliteView(connection: Connection, now: () => number = Date.now): StoreView {
  const { db, attempt, read } = connection;
  // CROSS JOIN prevents SQLite from scanning the table and looking up its refs in the list. Rows contain the index of
  // their ref, are returned as arrays, and are read some thousands at a time: each of these makes large batches
  // cheaper.
  const selectCurrent = db.prepare(
    'SELECT wanted.key, manifest_id, version_key, content_key, job_version FROM json_each(?) AS wanted CROSS JOIN outputs ' +
      'ON ref = wanted.value',
  );
  (selectCurrent as ArrayStatement).setReturnArrays(true);
  const selectBodies = db.prepare(
    'SELECT manifests.id, body FROM json_each(?) AS wanted CROSS JOIN manifests ON manifests.id = wanted.value',
  );
  const selectEvents = db.prepare(
    'SELECT ref, at, manifest_id FROM json_each(?) AS wanted CROSS JOIN history ON ref = wanted.value ' +
      'ORDER BY ref, at DESC, manifest_id DESC',
  );
  const selectHeads = db.prepare(
    'SELECT ref, at, manifest_id FROM json_each(?) AS wanted CROSS JOIN history ON ref = wanted.value WHERE ' +
      'NOT EXISTS (SELECT 1 FROM history AS newer WHERE newer.ref = history.ref AND ' +
      '(newer.at, newer.manifest_id) > (history.at, history.manifest_id))',
  );
  const selectDurations = db.prepare(
    'SELECT wanted.value AS job, (SELECT json_group_array(duration_ms) FROM (SELECT duration_ms FROM manifests ' +
      'WHERE job = wanted.value AND duration_ms IS NOT NULL ORDER BY at DESC, duration_ms DESC LIMIT ?)) AS recent ' +
      'FROM json_each(?) AS wanted',
  );
  const selectOutputBodies = db.prepare(
    'SELECT body FROM json_each(?) AS wanted CROSS JOIN outputs ON ref = wanted.value ' +
      'CROSS JOIN manifests ON manifests.id = manifest_id WHERE octet_length(body) <= ?',
  );
  (selectOutputBodies as ArrayStatement).setReturnArrays(true);
  const selectChanges = db.prepare('SELECT seq, ref, at, manifest_id FROM changes WHERE seq > ? ORDER BY seq LIMIT ?');
  const selectFeed = db.prepare('SELECT last_change, dropped_change FROM catalog');
  const selectGeneration = db.prepare('SELECT id, generation FROM catalog');

  return {
    place: connection.path,
    ...sqlitePages(connection),
    ...sqlitePoolsView(connection, now),
    current: (refs) =>
      read(() => {
        const found = new Map<PartitionRef, CurrentManifest>();
        for (let begin = 0; begin < refs.length; begin += CURRENT_REFS) {
          const part = refs.slice(begin, begin + CURRENT_REFS);
          const rows = selectCurrent.all(JSON.stringify(part)) as unknown[] as OutputRow[];
          for (const [index, id, versionKey, contentKey, jobVersion] of rows) {
            const ref = part[index];
            if (ref !== undefined) found.set(ref, { id, versionKey, contentKey: contentKey ?? undefined, jobVersion });
          }
        }
        return found;
      }),
    bodies: (ids) =>
      attempt(() => {
        const found = new Map<string, string>();
        for (const row of selectBodies.iterate(JSON.stringify(ids))) found.set(String(row['id']), String(row['body']));
        return found;
      }),
    events: (refs) =>
      attempt(() => {
        const found = new Map<PartitionRef, RefEvent[]>();
        const distinct = JSON.stringify([...new Set(refs)]);
        for (const row of selectEvents.iterate(distinct) as Iterable<unknown> as Iterable<EventRow>) {
          const events = found.get(row.ref);
          if (events === undefined) found.set(row.ref, [eventOf(row)]);
          else events.push(eventOf(row));
        }
        return found;
      }),
    heads: (refs) =>
      attempt(() => {
        const rows = selectHeads.all(JSON.stringify(refs)) as unknown[] as EventRow[];
        return new Map(rows.map((row) => [row.ref, eventOf(row)]));
      }),
    durations: (jobs, limit) =>
      attempt(() => {
        const found = new Map<string, number[]>();
        for (const row of selectDurations.iterate(limit, JSON.stringify([...new Set(jobs)]))) {
          const recent = JSON.parse(String(row['recent'])) as number[];
          if (recent.length > 0) found.set(String(row['job']), recent);
        }
        return found;
      }),
    inputs: (refs, limit) =>
      attempt(() => {
        // SQLite would take five times as long to find the inputs.
        const found = new Set<unknown>();
        for (const row of selectOutputBodies.iterate(JSON.stringify(refs), MAX_INPUTS_BYTES)) {
          const [body] = row as unknown as readonly [string];
          for (const ref of recordedInputs(body)) found.add(ref);
          if (found.size >= limit) break;
        }
        return [...found].slice(0, limit);
      }),
    changes: (after, limit) =>
      read(() => {
        const feed = selectFeed.get();
        const rows = selectChanges.all(after, limit) as unknown[] as (EventRow & { readonly seq: number })[];
        return {
          rows: rows.map(({ seq, ref, at, manifest_id: id }) => ({ seq, ref, atMicros: at, id })),
          newest: Number(feed?.['last_change']),
          dropped: Number(feed?.['dropped_change']),
        };
      }),
    snapshot: () =>
      attempt(() => {
        const row = selectGeneration.get();
        return `${String(row?.['id'])}:${String(row?.['generation'])}`;
      }),
    close: () =>
      attempt(() => {
        db.close();
      }),
  };
}

/** Refs of one query. The rows of a query are in memory at the same time as the values made from them. */
const CURRENT_REFS = 10_000;

/** A method of Node 24 that is missing in the types of 24.0. */
type ArrayStatement = StatementSync & { readonly setReturnArrays: (enabled: boolean) => void };

/** Index among the requested refs, id of the manifest, its keys, its version. */
type OutputRow = readonly [number, string, string, string | null, string];

/** The refs are exactly those that `record` got from parsed manifests. */
interface EventRow {
  readonly ref: PartitionRef;
  readonly at: number;
  readonly manifest_id: string;
}

function eventOf(row: EventRow): RefEvent {
  return { atMicros: row.at, id: row.manifest_id === '' ? undefined : row.manifest_id };
}
