import type { PartitionRef } from '../../base/model/index.js';
import { MAX_INPUTS_BYTES, type RefEvent, type Store } from '../store.js';
import type { Connection } from './connection.js';
import { collectGarbage } from './gc.js';
import { postgresLeases } from './leases.js';
import { merge } from './merge.js';
import { postgresPools } from './pools.js';
import { postgresPages } from './pages.js';
import { columnsOf, RECORD } from './record.js';

/** Manifests and leases in one PostgreSQL database. Every batch is one array parameter, and one round trip. */
export function postgresStore(connection: Connection): Store {
  const { query, inTurn } = connection;

  return {
    place: connection.place,
    ...postgresLeases(connection),
    ...postgresPools(connection),
    ...postgresPages(connection),
    merge: (events) => inTurn((client) => merge(client, events)),
    gc: (options) => inTurn((client) => collectGarbage(client, options)),

    current: async (refs) => {
      if (refs.length === 0) return new Map();
      const rows = await query<OutputRow>(
        'SELECT ref, manifest_id, version_key, content_key, job_version FROM databuild.outputs WHERE ref = ANY($1::text[])',
        [refs],
      );
      return new Map(
        rows.map((row) => [
          row.ref,
          {
            id: row.manifest_id,
            versionKey: row.version_key,
            contentKey: row.content_key ?? undefined,
            jobVersion: row.job_version,
          },
        ]),
      );
    },
    bodies: async (ids) => {
      if (ids.length === 0) return new Map();
      const rows = await query<BodyRow>('SELECT id, body FROM databuild.manifests WHERE id = ANY($1::text[])', [ids]);
      return new Map(rows.map(({ id, body }) => [id, body]));
    },
    events: async (refs) => {
      const rows = await query<EventRow>(
        'SELECT ref, at, manifest_id FROM databuild.history WHERE ref = ANY($1::text[]) ' +
          'ORDER BY ref, at DESC, manifest_id DESC',
        [refs],
      );
      const found = new Map<PartitionRef, RefEvent[]>();
      for (const row of rows) {
        const events = found.get(row.ref);
        if (events === undefined) found.set(row.ref, [eventOf(row)]);
        else events.push(eventOf(row));
      }
      return found;
    },
    heads: async (refs) => {
      const rows = await query<EventRow>(
        'SELECT wanted.ref, at, manifest_id FROM unnest($1::text[]) AS wanted (ref) CROSS JOIN LATERAL (' +
          'SELECT at, manifest_id FROM databuild.history WHERE history.ref = wanted.ref ' +
          'ORDER BY at DESC, manifest_id DESC LIMIT 1) AS head',
        [refs],
      );
      return new Map(rows.map((row) => [row.ref, eventOf(row)]));
    },
    durations: async (jobs, limit) => {
      const rows = await query<{ job: string; recent: string[] }>(
        'SELECT wanted.job, ARRAY(SELECT duration_ms FROM databuild.manifests WHERE manifests.job = wanted.job ' +
          'AND duration_ms IS NOT NULL ORDER BY at DESC, duration_ms DESC LIMIT $2) AS recent ' +
          'FROM (SELECT DISTINCT unnest($1::text[]) AS job) AS wanted',
        [jobs, limit],
      );
      return new Map(
        rows.filter(({ recent }) => recent.length > 0).map(({ job, recent }) => [job, recent.map(Number)]),
      );
    },
    inputs: async (refs, limit) => {
      const rows = await query<{ ref: unknown }>(INPUTS, [refs, MAX_INPUTS_BYTES, limit]);
      return rows.map(({ ref }) => ref);
    },
    record: async (entries) => {
      if (entries.length === 0) return { stale: [] };
      const stale = await query<{ id: string }>(RECORD, columnsOf(entries));
      return { stale: stale.map(({ id }) => id) };
    },
    forget: (refs) =>
      inTurn(async (client) => {
        const gone = await client.query<{ ref: PartitionRef }>(
          `
WITH gone AS (DELETE FROM databuild.outputs WHERE ref = ANY($1::text[]) RETURNING ref),
turn AS (
  UPDATE databuild.catalog SET generation = generation + 1,
    last_at = greatest(last_at + 1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint),
    last_change = last_change + (SELECT count(*) FROM gone)
  WHERE EXISTS (SELECT FROM gone) RETURNING last_at, last_change
),
changed AS (
  INSERT INTO databuild.changes (seq, ref, at, manifest_id)
  SELECT last_change + 1 - row_number() OVER (ORDER BY ref DESC), ref, last_at, '' FROM gone, turn
),
noted AS (INSERT INTO databuild.history (ref, at, manifest_id) SELECT ref, last_at, '' FROM gone, turn)
SELECT ref FROM gone`,
          [refs],
        );
        const forgotten = new Set(gone.rows.map(({ ref }) => ref));
        return [...new Set(refs)].filter((ref) => forgotten.has(ref));
      }),
    snapshot: async () => {
      const [row] = await query<{ snapshot: string }>(
        `SELECT id || ':' || generation AS snapshot FROM databuild.catalog`,
        [],
      );
      return row?.snapshot ?? '';
    },
    close: () => connection.close(),
  };
}

/**
 * PostgreSQL cannot read JSON with NUL or half a surrogate pair. Only metadata can contain them, so a space replaces them.
 */
const INPUTS = String.raw`
SELECT DISTINCT input ->> 'ref' AS ref
FROM databuild.outputs JOIN databuild.manifests ON manifests.id = manifest_id
CROSS JOIN LATERAL (
  SELECT CASE WHEN octet_length(body) <= $2 AND body IS JSON OBJECT THEN
    regexp_replace(body, '\\u(0000|[dD][89a-fA-F][0-9a-fA-F]{2})', '\\u0020', 'g')::json -> 'inputs'
  END AS list OFFSET 0
) AS inputs
CROSS JOIN LATERAL json_array_elements(CASE json_typeof(list) WHEN 'array' THEN list END) AS input
WHERE outputs.ref = ANY($1::text[]) AND input ->> 'depType' = 'materialize' LIMIT $3`;

/** The refs are exactly those that `record` got from parsed manifests. */
interface OutputRow {
  readonly ref: PartitionRef;
  readonly manifest_id: string;
  readonly version_key: string;
  readonly content_key: string | null;
  readonly job_version: string;
}

interface BodyRow {
  readonly id: string;
  readonly body: string;
}

/** pg returns 64-bit integers as text. */
interface EventRow {
  readonly ref: PartitionRef;
  readonly at: string;
  readonly manifest_id: string;
}

function eventOf(row: EventRow): RefEvent {
  return { atMicros: Number(row.at), id: row.manifest_id === '' ? undefined : row.manifest_id };
}
