import type { DatabaseSync } from 'node:sqlite';
import { durationOf } from '../duration.js';
import { nextMicros } from '../micros.js';
import type { Store } from '../store.js';
import { collectGarbage } from './gc.js';
import type { Connection } from './connection.js';
import { sqliteLeases } from './leases.js';
import { merger } from './merge.js';
import { sqlitePools } from './pools.js';
import { sqliteView } from './view.js';

/**
 * Manifests and leases in one SQLite file.
 *
 * @param now milliseconds since the epoch
 */
export function sqliteStore(connection: Connection, now: () => number): Store {
  const { db, attempt, write } = connection;
  const insertManifest = db.prepare(
    'INSERT OR IGNORE INTO manifests (id, at, body, job, duration_ms) VALUES (?, ?, ?, ?, ?)',
  );
  const insertEvent = db.prepare('INSERT OR IGNORE INTO history (ref, at, manifest_id) VALUES (?, ?, ?)');
  const setOutput = db.prepare(
    'INSERT INTO outputs (ref, manifest_id, version_key, content_key, job_version, at) VALUES (?, ?, ?, ?, ?, ?) ' +
      'ON CONFLICT (ref) DO UPDATE SET manifest_id = excluded.manifest_id, ' +
      'version_key = excluded.version_key, content_key = excluded.content_key, job_version = excluded.job_version, ' +
      'at = excluded.at',
  );
  const deleteOutput = db.prepare('DELETE FROM outputs WHERE ref = ?');
  const insertChange = db.prepare('INSERT INTO changes (seq, ref, at, manifest_id) VALUES (?, ?, ?, ?)');
  const selectLast = db.prepare('SELECT last_at, last_change FROM catalog');
  const nextGeneration = db.prepare('UPDATE catalog SET generation = generation + 1, last_at = ?, last_change = ?');
  const selectFenced = db.prepare(
    'SELECT EXISTS (SELECT 1 FROM leases WHERE key = ? AND token = ?) OR ' +
      'EXISTS (SELECT 1 FROM manifests WHERE id = ?) AS allowed',
  );
  const last = (): { at: number; change: number } => {
    const row = selectLast.get();
    return { at: Number(row?.['last_at']), change: Number(row?.['last_change']) };
  };

  return {
    ...sqliteView(connection, now),
    ...sqliteLeases(connection, now),
    ...sqlitePools(connection, now),
    merge: merger(connection),
    gc: (options) => collectGarbage(connection, options, now()),

    record: (entries) => {
      if (entries.length === 0) return Promise.resolve({ stale: [] });
      return write(() => {
        const stale: string[] = [];
        let { at, change } = last();
        for (const { manifest, body, fence } of entries) {
          const { id, outputs, versionKey, contentKey, job, jobVersion } = manifest;
          if (fence !== undefined && selectFenced.get(fence.key, fence.token, id)?.['allowed'] !== 1) {
            stale.push(id);
            continue;
          }
          at = nextMicros(now(), at);
          if (insertManifest.run(id, at, body, job, durationOf(manifest) ?? null).changes === 0) continue;
          for (const ref of outputs) {
            if (insertEvent.run(ref, at, id).changes > 0) insertChange.run(++change, ref, at, id);
            setOutput.run(ref, id, versionKey, contentKey ?? null, jobVersion, at);
          }
        }
        nextGeneration.run(at, change);
        return { stale };
      });
    },
    forget: (refs) =>
      write(() => {
        const before = last();
        const at = nextMicros(now(), before.at);
        let { change } = before;
        const forgotten = [...new Set(refs)].filter((ref) => deleteOutput.run(ref).changes > 0);
        for (const ref of forgotten) {
          insertEvent.run(ref, at, '');
          insertChange.run(++change, ref, at, '');
        }
        if (forgotten.length > 0) nextGeneration.run(at, change);
        return forgotten;
      }),
    close: () =>
      attempt(() => {
        moveLog(db);
        db.close();
      }),
  };
}

/**
 * Moves the log into the database, so that a copy of the database file alone is complete when no process uses it.
 * SQLite does this only when the last connection closes, and a reader may still be open.
 */
function moveLog(db: DatabaseSync): void {
  try {
    db.exec('PRAGMA wal_checkpoint(PASSIVE)');
  } catch {
    // The log stays, and the next process can move it.
  }
}
