import type { GcOptions, GcReport } from '../catalog.js';
import type { Connection } from './connection.js';

/** See `Catalog.gc`. The inputs of an unreadable manifest are not kept; `verify` reports it. */
export function collectGarbage(
  { db, write }: Connection,
  { keepLast, keepChanges }: Required<GcOptions>,
  now: number,
): Promise<GcReport> {
  return write(() => {
    db.exec('CREATE TEMP TABLE IF NOT EXISTS kept (id TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID; DELETE FROM temp.kept');
    db.exec('INSERT OR IGNORE INTO temp.kept SELECT manifest_id FROM outputs');
    db.prepare(
      'INSERT OR IGNORE INTO temp.kept SELECT manifest_id FROM (SELECT manifest_id, row_number() OVER ' +
        "(PARTITION BY ref ORDER BY at DESC, manifest_id DESC) AS age FROM history WHERE manifest_id <> '') WHERE age <= ?",
    ).run(keepLast);
    db.exec(
      "INSERT OR IGNORE INTO temp.kept SELECT input.value ->> '$.manifest' FROM temp.kept JOIN manifests USING (id), " +
        "json_each(CASE WHEN json_valid(body) THEN body ELSE '{}' END, '$.inputs') AS input " +
        "WHERE input.value ->> '$.manifest' IS NOT NULL",
    );
    const manifestsDropped = db
      .prepare('DELETE FROM manifests WHERE id NOT IN (SELECT id FROM temp.kept)')
      .run().changes;
    db.exec("DELETE FROM history WHERE manifest_id <> '' AND manifest_id NOT IN (SELECT id FROM temp.kept)");
    db.prepare('DELETE FROM leases WHERE expires <= ?').run(now);
    db.prepare('DELETE FROM pool_claims WHERE expires_ms <= ?').run(now);
    db.prepare('UPDATE catalog SET dropped_change = max(dropped_change, last_change - ?)').run(keepChanges);
    db.exec('DELETE FROM changes WHERE seq <= (SELECT dropped_change FROM catalog)');
    const kept = db.prepare('SELECT count(*) AS n FROM manifests').get()?.['n'];
    return { manifestsDropped: Number(manifestsDropped), manifestsKept: Number(kept) };
  });
}
