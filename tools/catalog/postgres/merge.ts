import { durationOf } from '../duration.js';
import type { ImportedEvents, MergeCounts } from '../store.js';
import type { Client } from './connection.js';
import { inputsLiteral } from './record.js';

const ADD_MANIFESTS = `
INSERT INTO databuild.manifests (id, at, inputs, body, job, duration_ms)
SELECT id, at, inputs::text[], body, job, duration_ms
FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::bigint[])
  WITH ORDINALITY AS given (id, at, inputs, body, job, duration_ms, n) ORDER BY n
ON CONFLICT (id) DO NOTHING
RETURNING id`;

const ADD_EVENTS = `
INSERT INTO databuild.history (ref, at, manifest_id)
SELECT DISTINCT ref, at, id FROM unnest($1::text[], $2::bigint[], $3::text[]) AS event (ref, at, id)
ON CONFLICT DO NOTHING
RETURNING ref, at, manifest_id`;

/** Of the added events, those that are the latest of their ref. */
const NEWEST = `
WHERE NOT EXISTS (
  SELECT FROM databuild.history WHERE history.ref = event.ref AND (history.at, history.manifest_id) > (event.at, event.id)
)`;

const POINT = `
INSERT INTO databuild.outputs (ref, manifest_id, version_key, content_key, job_version, at)
SELECT DISTINCT ON (ref) ref, id, version_key, content_key, job_version, at
FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[])
  AS event (ref, at, id, version_key, content_key, job_version)
${NEWEST}
ON CONFLICT (ref) DO UPDATE SET manifest_id = excluded.manifest_id,
  version_key = excluded.version_key, content_key = excluded.content_key, job_version = excluded.job_version,
  at = excluded.at`;

const UNPOINT = `
DELETE FROM databuild.outputs USING (
  SELECT ref FROM unnest($1::text[], $2::bigint[], $3::text[]) AS event (ref, at, id) ${NEWEST}
) AS forgotten WHERE outputs.ref = forgotten.ref`;

/** Of the added events, those that are the latest of their ref are changes. */
const NOTE_CHANGES = `
WITH newest AS (
  SELECT n, ref, at, id FROM unnest($1::text[], $2::bigint[], $3::text[]) WITH ORDINALITY AS event (ref, at, id, n) ${NEWEST}
),
turn AS (
  UPDATE databuild.catalog SET last_change = last_change + cardinality($1::text[])
  RETURNING last_change - cardinality($1::text[]) AS change_before
)
INSERT INTO databuild.changes (seq, ref, at, manifest_id) SELECT change_before + n, ref, at, id FROM newest CROSS JOIN turn`;

/**
 * Adds another catalog's events. The newest event of each ref counts. Must run in a transaction of
 * `Connection.inTurn`.
 */
export async function merge(client: Client, { manifests, forgettings }: ImportedEvents): Promise<MergeCounts> {
  const added = await client.query<{ id: string }>(ADD_MANIFESTS, [
    manifests.map(({ manifest }) => manifest.id),
    manifests.map(({ atMicros }) => atMicros),
    manifests.map(({ manifest }) => inputsLiteral(manifest.inputs)),
    manifests.map(({ body }) => body),
    manifests.map(({ manifest }) => manifest.job),
    manifests.map(({ manifest }) => durationOf(manifest)),
  ]);
  const ids = new Set(added.rows.map(({ id }) => id));
  const outputs = manifests
    .filter(({ manifest }) => ids.delete(manifest.id))
    .flatMap(({ manifest, atMicros }) => manifest.outputs.map((ref) => ({ ref, atMicros, manifest })));
  const recorded = [
    outputs.map(({ ref }) => ref),
    outputs.map(({ atMicros }) => atMicros),
    outputs.map(({ manifest }) => manifest.id),
  ];
  const noted = await client.query<EventRow>(ADD_EVENTS, recorded);
  const forgotten = await client.query<EventRow>(ADD_EVENTS, [
    forgettings.map(({ ref }) => ref),
    forgettings.map(({ atMicros }) => atMicros),
    forgettings.map(() => ''),
  ]);
  await client.query(POINT, [
    ...recorded,
    outputs.map(({ manifest }) => manifest.versionKey),
    outputs.map(({ manifest }) => manifest.contentKey),
    outputs.map(({ manifest }) => manifest.jobVersion),
  ]);
  await client.query(UNPOINT, [
    forgotten.rows.map(({ ref }) => ref),
    forgotten.rows.map(({ at }) => at),
    forgotten.rows.map(() => ''),
  ]);
  const events = [...noted.rows, ...forgotten.rows];
  await client.query(NOTE_CHANGES, [
    events.map(({ ref }) => ref),
    events.map(({ at }) => at),
    events.map((event) => event.manifest_id),
  ]);
  const counts = { manifestsAdded: added.rows.length, forgettingsAdded: forgotten.rows.length };
  if (counts.manifestsAdded + counts.forgettingsAdded > 0) {
    const lastAt = [...manifests, ...forgettings].reduce((last, { atMicros }) => Math.max(last, atMicros), 0);
    await client.query(
      'UPDATE databuild.catalog SET generation = generation + 1, last_at = greatest(last_at, $1::bigint)',
      [lastAt],
    );
  }
  return counts;
}

/** pg returns 64-bit integers as text. */
interface EventRow {
  readonly ref: string;
  readonly at: string;
  readonly manifest_id: string;
}
