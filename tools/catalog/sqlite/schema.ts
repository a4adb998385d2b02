import type { DatabaseSync } from 'node:sqlite';

/** Stored in the file's `user_version`. Every change of the tables adds a step, and so increases it. */
export const SQLITE_SCHEMA_VERSION = 5;

/**
 * Each step migrates a file from version n to n + 1.
 *
 * - `manifests`: each manifest once, as JSON; also its job and how long its task took (for estimates; null if it had
 *   no task).
 * - `outputs`: ref → current manifest, with its keys and version, so that planning reads only this table.
 * - `history`: all events of a ref; the manifest is empty if the ref was forgotten. `at` is in microseconds, see
 *   `micros.ts`.
 * - `leases`: who works on what; `expires` is in milliseconds.
 * - `pools`, `pool_claims`: limits that all builds share, and who holds or waits for slots of them; see `decide_slots.ts`.
 * - `changes`: the feed of what happened to refs, in the order of commits; the manifest is empty if the ref was forgotten.
 * - `catalog`: one row. Its id identifies the catalog; its generation counts the transactions that changed `outputs`. Changes
 *   up to `dropped_change` are gone, and `last_change` is the last one that was numbered.
 */
const STEPS: readonly string[] = [
  `
CREATE TABLE manifests (
  seq  INTEGER PRIMARY KEY,
  id   TEXT NOT NULL UNIQUE,
  body TEXT NOT NULL
) STRICT;
CREATE TABLE outputs (
  ref         TEXT NOT NULL PRIMARY KEY,
  manifest_id TEXT NOT NULL,
  version_key TEXT NOT NULL,
  content_key TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE catalog (
  id         TEXT NOT NULL,
  generation INTEGER NOT NULL
) STRICT;
INSERT INTO catalog VALUES (lower(hex(randomblob(8))), 0);
`,
  // Manifests were recorded without a time until now: they get the time at which their tasks ended, made to increase.
  `
ALTER TABLE manifests ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
UPDATE manifests SET at = timed.at FROM (
  SELECT seq, max(CAST(unixepoch(body ->> '$.endTime', 'subsec') * 1000 AS INTEGER)) OVER (ORDER BY seq) * 1000 + seq AS at
  FROM manifests
) AS timed WHERE timed.seq = manifests.seq;
ALTER TABLE outputs ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
UPDATE outputs SET at = manifests.at FROM manifests WHERE manifests.id = manifest_id;
CREATE TABLE history (
  ref         TEXT NOT NULL,
  at          INTEGER NOT NULL,
  manifest_id TEXT NOT NULL,
  PRIMARY KEY (ref, at, manifest_id)
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO history SELECT output.value, at, manifests.id FROM manifests, json_each(body, '$.outputs') AS output;
CREATE TABLE leases (
  key     TEXT NOT NULL PRIMARY KEY,
  owner   TEXT NOT NULL,
  token   INTEGER NOT NULL,
  expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
ALTER TABLE catalog ADD COLUMN last_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE catalog ADD COLUMN last_token INTEGER NOT NULL DEFAULT 0;
UPDATE catalog SET last_at = (SELECT coalesce(max(at), 0) FROM manifests);
`,
  // A damaged manifest stays as it is; `verify` reports it.
  `
ALTER TABLE manifests ADD COLUMN job TEXT;
ALTER TABLE manifests ADD COLUMN duration_ms INTEGER;
ALTER TABLE outputs ADD COLUMN job_version TEXT NOT NULL DEFAULT '';
UPDATE manifests SET job = body ->> '$.job', duration_ms = CASE coalesce(body ->> '$.origin', 'built')
  WHEN 'built' THEN max(0, CAST(round((unixepoch(body ->> '$.endTime', 'subsec') -
    unixepoch(body ->> '$.startTime', 'subsec')) * 1000) AS INTEGER)) END
WHERE json_valid(body);
UPDATE outputs SET job_version = coalesce(body ->> '$.jobVersion', '') FROM manifests
WHERE manifests.id = manifest_id AND json_valid(body);
CREATE INDEX manifests_by_job ON manifests (job, at, duration_ms) WHERE duration_ms IS NOT NULL;
`,
  `
CREATE TABLE pools (
  name  TEXT NOT NULL PRIMARY KEY,
  slots INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE pool_claims (
  token      INTEGER NOT NULL,
  pool       TEXT NOT NULL,
  owner      TEXT NOT NULL,
  slots      INTEGER NOT NULL,
  since_ms   INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL,
  waits      INTEGER NOT NULL,
  PRIMARY KEY (token, pool)
) STRICT, WITHOUT ROWID;
`,
  // The feed begins now: whoever follows it from its beginning is told that earlier changes are missing.
  `
CREATE TABLE changes (
  seq         INTEGER PRIMARY KEY,
  ref         TEXT NOT NULL,
  at          INTEGER NOT NULL,
  manifest_id TEXT NOT NULL
) STRICT;
ALTER TABLE catalog ADD COLUMN last_change INTEGER NOT NULL DEFAULT 0;
ALTER TABLE catalog ADD COLUMN dropped_change INTEGER NOT NULL DEFAULT 0;
UPDATE catalog SET last_change = 1, dropped_change = 1 WHERE EXISTS (SELECT 1 FROM outputs);
`,
];

/** The version of the tables in the file; 0 for a new one. */
export function schemaVersion(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
}

/** Migrates the tables to the known version, inside the caller's transaction. */
export function migrate(db: DatabaseSync): void {
  for (const step of STEPS.slice(schemaVersion(db))) db.exec(step);
  db.exec(`PRAGMA user_version = ${String(SQLITE_SCHEMA_VERSION)}`);
}
