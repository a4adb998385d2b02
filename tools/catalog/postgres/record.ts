import { durationOf } from '../duration.js';
import type { NewManifest } from '../store.js';

/**
 * Records a batch in one statement: completely or not at all, in one round trip. Returns the ids of stale manifests.
 *
 * `held` locks the leases until the end, so that no build can take one over meanwhile. It sees the result of the
 * transaction that had them locked before. `turn` makes writers wait for each other before they write a row, and
 * gives each manifest its time and each output a number in the feed of changes. A manifest that is already recorded is not written, and never stale, whatever
 * happened to its lease.
 */
export const RECORD = `
WITH given AS MATERIALIZED (
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::bigint[])
    WITH ORDINALITY AS given (id, body, inputs, lease, token, job, duration_ms, n)
),
held AS MATERIALIZED (
  SELECT key, token FROM databuild.leases WHERE key = ANY($4::text[]) ORDER BY key FOR SHARE
),
accepted AS MATERIALIZED (
  SELECT given.* FROM given LEFT JOIN held ON held.key = given.lease
  WHERE given.lease IS NULL OR held.token = given.token
),
turn AS MATERIALIZED (
  UPDATE databuild.catalog SET generation = generation + 1,
    last_at = greatest(last_at + 1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint) + cardinality($1::text[]),
    last_change = last_change + cardinality($9::text[])
  WHERE EXISTS (SELECT FROM accepted)
  RETURNING last_at - cardinality($1::text[]) AS first_at, last_change - cardinality($9::text[]) AS change_before
),
added AS (
  INSERT INTO databuild.manifests (id, at, inputs, body, job, duration_ms)
  SELECT id, first_at + n - 1, inputs::text[], body, job, duration_ms FROM accepted CROSS JOIN turn ORDER BY n
  ON CONFLICT (id) DO NOTHING
  RETURNING id, at
),
output AS MATERIALIZED (
  SELECT DISTINCT ON (added.at, ref) ref, added.at, added.id, version_key, content_key, job_version, n
  FROM unnest($8::text[], $9::text[], $10::text[], $11::text[], $12::text[])
    WITH ORDINALITY AS output (id, ref, version_key, content_key, job_version, n)
  JOIN added ON added.id = output.id
  ORDER BY added.at, ref, n
),
noted AS (
  INSERT INTO databuild.history (ref, at, manifest_id) SELECT ref, at, id FROM output
),
changed AS (
  INSERT INTO databuild.changes (seq, ref, at, manifest_id) SELECT change_before + n, ref, at, id FROM output CROSS JOIN turn
),
pointed AS (
  INSERT INTO databuild.outputs (ref, manifest_id, version_key, content_key, job_version, at)
  SELECT DISTINCT ON (ref) ref, id, version_key, content_key, job_version, at FROM output ORDER BY ref, at DESC
  ON CONFLICT (ref) DO UPDATE SET manifest_id = excluded.manifest_id,
    version_key = excluded.version_key, content_key = excluded.content_key, job_version = excluded.job_version,
    at = excluded.at
)
SELECT id FROM given WHERE n NOT IN (SELECT n FROM accepted)
  AND NOT EXISTS (SELECT FROM databuild.manifests WHERE manifests.id = given.id)
ORDER BY n`;

/** The parameters of {@link RECORD}. */
export function columnsOf(entries: readonly NewManifest[]): unknown[][] {
  const outputs = entries.flatMap(({ manifest }) => manifest.outputs.map((ref) => ({ ref, manifest })));
  return [
    entries.map(({ manifest }) => manifest.id),
    entries.map(({ body }) => body),
    entries.map(({ manifest }) => inputsLiteral(manifest.inputs)),
    entries.map(({ fence }) => fence?.key),
    entries.map(({ fence }) => fence?.token),
    entries.map(({ manifest }) => manifest.job),
    entries.map(({ manifest }) => durationOf(manifest)),
    outputs.map(({ manifest }) => manifest.id),
    outputs.map(({ ref }) => ref),
    outputs.map(({ manifest }) => manifest.versionKey),
    outputs.map(({ manifest }) => manifest.contentKey),
    outputs.map(({ manifest }) => manifest.jobVersion),
  ];
}

/** An array as text, because unnest would flatten an array of arrays. */
export function inputsLiteral(inputs: NewManifest['manifest']['inputs']): string {
  const ids = new Set(inputs.flatMap(({ manifest }) => (manifest === null ? [] : [manifest])));
  return `{${Array.from(ids, (id) => `"${id.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}
