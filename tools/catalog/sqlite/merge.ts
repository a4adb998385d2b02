import { durationOf } from '../duration.js';
import type { Store } from '../store.js';
import type { Connection } from './connection.js';

/** Adds another catalog's events. The newest event of each ref counts. */
export function merger({ db, write }: Connection): Store['merge'] {
  const insertManifest = db.prepare(
    'INSERT OR IGNORE INTO manifests (id, at, body, job, duration_ms) VALUES (?, ?, ?, ?, ?)',
  );
  const insertEvent = db.prepare('INSERT OR IGNORE INTO history (ref, at, manifest_id) VALUES (?, ?, ?)');
  const isNewest = 'NOT EXISTS (SELECT 1 FROM history WHERE ref = :ref AND (at, manifest_id) > (:at, :id))';
  const setOutput = db.prepare(
    'INSERT INTO outputs (ref, manifest_id, version_key, content_key, job_version, at) ' +
      `SELECT :ref, :id, :versionKey, :contentKey, :jobVersion, :at WHERE ${isNewest} ` +
      'ON CONFLICT (ref) DO UPDATE SET manifest_id = excluded.manifest_id, ' +
      'version_key = excluded.version_key, content_key = excluded.content_key, job_version = excluded.job_version, ' +
      'at = excluded.at',
  );
  const deleteOutput = db.prepare(`DELETE FROM outputs WHERE ref = :ref AND ${isNewest}`);
  const insertChange = db.prepare(
    'INSERT INTO changes (seq, ref, at, manifest_id) ' +
      `SELECT (SELECT last_change FROM catalog) + :n, :ref, :at, :id WHERE ${isNewest}`,
  );
  const noteChange = db.prepare(
    'UPDATE catalog SET generation = generation + 1, last_at = max(last_at, ?), last_change = last_change + ?',
  );

  return ({ manifests, forgettings }) =>
    write(() => {
      let manifestsAdded = 0;
      let forgettingsAdded = 0;
      let lastAt = 0;
      const added: { ref: string; at: number; id: string }[] = [];
      for (const { manifest, body, atMicros: at } of manifests) {
        const { id, outputs, versionKey, contentKey = null, job, jobVersion } = manifest;
        if (insertManifest.run(id, at, body, job, durationOf(manifest) ?? null).changes === 0) continue;
        manifestsAdded++;
        lastAt = Math.max(lastAt, at);
        for (const ref of outputs) {
          if (insertEvent.run(ref, at, id).changes > 0) added.push({ ref, at, id });
          setOutput.run({ ref, id, versionKey, contentKey, jobVersion, at });
        }
      }
      for (const { ref, atMicros: at } of forgettings) {
        if (insertEvent.run(ref, at, '').changes === 0) continue;
        forgettingsAdded++;
        lastAt = Math.max(lastAt, at);
        added.push({ ref, at, id: '' });
        deleteOutput.run({ ref, at, id: '' });
      }
      let changes = 0;
      for (const event of added) changes += Number(insertChange.run({ n: changes + 1, ...event }).changes);
      if (manifestsAdded + forgettingsAdded > 0) noteChange.run(lastAt, changes);
      return { manifestsAdded, forgettingsAdded };
    });
}
