import { NOW_MS } from './pools.js';
import type { GcOptions, GcReport } from '../catalog.js';
import type { Client } from './connection.js';

const KEEP = `
WITH direct AS (
  SELECT manifest_id AS id FROM databuild.outputs
  UNION
  SELECT manifest_id FROM (
    SELECT manifest_id, row_number() OVER (PARTITION BY ref ORDER BY at DESC, manifest_id DESC) AS age
    FROM databuild.history WHERE manifest_id <> ''
  ) AS aged WHERE age <= $1
)
INSERT INTO pg_temp.kept
SELECT id FROM direct
UNION
SELECT unnest(inputs) FROM databuild.manifests JOIN direct USING (id)`;

/** See `Catalog.gc`. Must run in a transaction of `Connection.inTurn`. */
export async function collectGarbage(
  client: Client,
  { keepLast, keepChanges }: Required<GcOptions>,
): Promise<GcReport> {
  await client.query('CREATE TEMP TABLE kept (id text COLLATE "C") ON COMMIT DROP');
  await client.query(KEEP, [keepLast]);
  await client.query('ANALYZE pg_temp.kept');
  const dropped = await client.query(
    'DELETE FROM databuild.manifests WHERE NOT EXISTS (SELECT FROM pg_temp.kept WHERE kept.id = manifests.id)',
  );
  await client.query(
    `DELETE FROM databuild.history WHERE manifest_id <> '' AND
      NOT EXISTS (SELECT FROM pg_temp.kept WHERE kept.id = history.manifest_id)`,
  );
  await client.query('DELETE FROM databuild.leases WHERE expires <= clock_timestamp()');
  await client.query(`DELETE FROM databuild.pool_claims WHERE expires_ms <= ${NOW_MS}`);
  await client.query(
    'UPDATE databuild.catalog SET dropped_change = greatest(dropped_change, last_change - $1::bigint)',
    [keepChanges],
  );
  await client.query('DELETE FROM databuild.changes WHERE seq <= (SELECT dropped_change FROM databuild.catalog)');
  const kept = await client.query<{ n: string }>('SELECT count(*) AS n FROM databuild.manifests');
  return { manifestsDropped: dropped.rowCount ?? 0, manifestsKept: Number(kept.rows[0]?.n) };
}
