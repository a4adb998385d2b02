import type { PartitionRef } from '../../base/model/index.js';
import type { StoreView } from '../store.js';
import type { Connection } from './connection.js';

/** Reads all rows page by page. Each page starts after a key. */
export function postgresPages({
  query,
}: Connection): Pick<StoreView, 'partitionsPage' | 'manifestsPage' | 'forgettingsPage' | 'changes'> {
  return {
    partitionsPage: async ({ from, after, to, sinceMicros, untilMicros, limit }) => {
      const rows = await query<PartitionRow>(
        'SELECT ref, manifest_id, version_key, content_key, job_version, at FROM databuild.outputs ' +
          'WHERE ref >= $1 AND ref > $2 AND ($3::text IS NULL OR ref < $3) AND ($4::bigint IS NULL OR at >= $4) AND ($5::bigint IS NULL OR at < $5) ' +
          'ORDER BY ref LIMIT $6',
        [from, after ?? '', to, wholeMicros(sinceMicros), wholeMicros(untilMicros), limit],
      );
      return rows.map((row) => ({
        ref: row.ref,
        id: row.manifest_id,
        versionKey: row.version_key,
        contentKey: row.content_key ?? undefined,
        jobVersion: row.job_version,
        atMicros: Number(row.at),
      }));
    },
    manifestsPage: async (after, limit) => {
      const rows = await query<ManifestPageRow>(
        'SELECT seq, id, at, body FROM databuild.manifests WHERE seq > $1 ORDER BY seq LIMIT $2',
        [after, limit],
      );
      return rows.map(({ seq, id, at, body }) => ({ seq: Number(seq), id, atMicros: Number(at), body }));
    },
    forgettingsPage: async (after, limit) => {
      const rows = await query<{ ref: PartitionRef; at: string }>(
        "SELECT ref, at FROM databuild.history WHERE (ref, at) > ($1, $2::bigint) AND manifest_id = '' " +
          'ORDER BY ref, at LIMIT $3',
        [after?.ref ?? '', after?.atMicros ?? 0, limit],
      );
      return rows.map(({ ref, at }) => ({ ref, atMicros: Number(at) }));
    },
    changes: async (after, limit) => {
      // One statement, so that the bounds are those of the moment of the rows. Without rows, one row has the bounds.
      const rows = await query<ChangeRow>(
        'SELECT last_change, dropped_change, seq, ref, at, manifest_id FROM databuild.catalog LEFT JOIN (' +
          'SELECT seq, ref, at, manifest_id FROM databuild.changes WHERE seq > $1 ORDER BY seq LIMIT $2' +
          ') AS change ON true ORDER BY seq',
        [after, limit],
      );
      const [first] = rows;
      return {
        rows: rows.flatMap(({ seq, ref, at, manifest_id: id }) =>
          seq === null ? [] : [{ seq: Number(seq), ref, atMicros: Number(at), id }],
        ),
        newest: Number(first?.last_change),
        dropped: Number(first?.dropped_change),
      };
    },
  };
}

/** Times are whole microseconds, so a bound between two of them is rounded up. */
function wholeMicros(micros: number | undefined): number | undefined {
  return micros === undefined ? undefined : Math.ceil(micros);
}

/** pg returns 64-bit integers as text. */
interface PartitionRow {
  readonly ref: PartitionRef;
  readonly manifest_id: string;
  readonly version_key: string;
  readonly content_key: string | null;
  readonly job_version: string;
  readonly at: string;
}

interface ChangeRow {
  readonly last_change: string;
  readonly dropped_change: string;
  readonly seq: string | null;
  readonly ref: string;
  readonly at: string;
  readonly manifest_id: string;
}

interface ManifestPageRow {
  readonly seq: string;
  readonly id: string;
  readonly at: string;
  readonly body: string;
}
