import type { PartitionRef } from '../../base/model/index.js';
import type { Forgetting, StoreView } from '../store.js';
import type { Connection } from './connection.js';

/** Reads all rows page by page. Each page starts after a key. */
export function sqlitePages({
  db,
  attempt,
}: Connection): Pick<StoreView, 'partitionsPage' | 'manifestsPage' | 'forgettingsPage'> {
  const bounds =
    'ref > :after AND (:to IS NULL OR ref < :to) AND (:since IS NULL OR at >= :since) AND (:until IS NULL OR at < :until)';
  const partitions = db.prepare(
    `SELECT ref, manifest_id, version_key, content_key, job_version, at FROM outputs WHERE ref >= :from AND ${bounds} ` +
      'ORDER BY ref LIMIT :limit',
  );
  const manifests = db.prepare('SELECT seq, id, at, body FROM manifests WHERE seq > ? ORDER BY seq LIMIT ?');
  const forgettings = db.prepare(
    "SELECT ref, at FROM history WHERE (ref, at) > (?, ?) AND manifest_id = '' ORDER BY ref, at LIMIT ?",
  );

  return {
    partitionsPage: ({ from, after = '', to = null, sinceMicros = null, untilMicros = null, limit }) =>
      attempt(() => {
        const rows = partitions.all({ from, after, to, since: sinceMicros, until: untilMicros, limit });
        return (rows as unknown[] as PartitionRow[]).map((row) => ({
          ref: row.ref,
          id: row.manifest_id,
          versionKey: row.version_key,
          contentKey: row.content_key ?? undefined,
          jobVersion: row.job_version,
          atMicros: row.at,
        }));
      }),
    manifestsPage: (after, limit) =>
      attempt(() =>
        manifests.all(after, limit).map((row) => ({
          seq: Number(row['seq']),
          id: String(row['id']),
          atMicros: Number(row['at']),
          body: String(row['body']),
        })),
      ),
    forgettingsPage: (after, limit) =>
      attempt(() =>
        forgettings
          .all(after?.ref ?? '', after?.atMicros ?? 0, limit)
          .map((row): Forgetting => ({ ref: row['ref'] as PartitionRef, atMicros: Number(row['at']) })),
      ),
  };
}

interface PartitionRow {
  readonly ref: PartitionRef;
  readonly manifest_id: string;
  readonly version_key: string;
  readonly content_key: string | null;
  readonly job_version: string;
  readonly at: number;
}
