import type { Client } from './connection.js';
import { fillFromBodies } from './fill_from_bodies.js';

/** Stored in `databuild.schema_version`. Every change of the tables adds a step, and so increases it. */
export const POSTGRES_SCHEMA_VERSION = 4;

/**
 * Each step migrates a database from version n to n + 1. All tables are in the schema `databuild`, next to whatever
 * else the database contains. Refs and keys sort by their bytes (`COLLATE "C"`), as in the other backends.
 *
 * - `manifests`: each manifest once, as JSON. It is stored as text, because `jsonb` does not support `\u0000`. Also
 *   the ids of its input manifests, its job, and how long its task took (for estimates; null if it had no task).
 * - `outputs`: ref → current manifest, with its keys and version, so that planning reads only this table.
 * - `history`: all events of a ref; the manifest is empty if the ref was forgotten. `at` is in microseconds.
 * - `leases`: who works on what.
 * - `pools`, `pool_claims`: limits that all builds share, and who holds or waits for slots of them; see `decide_slots.ts`.
 *   Tokens of claims are those of leases.
 * - `changes`: the feed of what happened to refs; the manifest is empty if the ref was forgotten.
 * - `catalog`: one row. Its id identifies the catalog; its generation counts the transactions that changed `outputs`.
 *   Changes up to `dropped_change` are gone, and `last_change` is the last number that was given. A writer of manifests locks this row first, so that writers take turns, and events and changes are numbered in the order of their
 *   commits.
 */
const STEPS: readonly ((client: Client) => Promise<unknown>)[] = [
  (client) =>
    client.query(`
CREATE TABLE databuild.manifests (
  seq    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id     text COLLATE "C" NOT NULL UNIQUE,
  at     bigint NOT NULL,
  inputs text[] NOT NULL,
  body   text NOT NULL
);
CREATE TABLE databuild.outputs (
  ref         text COLLATE "C" NOT NULL PRIMARY KEY,
  manifest_id text COLLATE "C" NOT NULL,
  version_key text NOT NULL,
  content_key text,
  at          bigint NOT NULL
);
CREATE TABLE databuild.history (
  ref         text COLLATE "C" NOT NULL,
  at          bigint NOT NULL,
  manifest_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (ref, at, manifest_id)
);
CREATE TABLE databuild.leases (
  key     text COLLATE "C" NOT NULL PRIMARY KEY,
  owner   text NOT NULL,
  token   bigint NOT NULL,
  expires timestamptz NOT NULL
);
CREATE SEQUENCE databuild.lease_tokens;
CREATE TABLE databuild.catalog (
  id         text NOT NULL,
  generation bigint NOT NULL,
  last_at    bigint NOT NULL
);
INSERT INTO databuild.catalog VALUES (substr(md5(random()::text || clock_timestamp()::text), 1, 16), 0, 0);
`),
  async (client) => {
    await client.query(`
ALTER TABLE databuild.manifests ADD COLUMN job text COLLATE "C", ADD COLUMN duration_ms bigint;
ALTER TABLE databuild.outputs ADD COLUMN job_version text NOT NULL DEFAULT '';
`);
    await fillFromBodies(client);
    await client.query(
      'CREATE INDEX manifests_by_job ON databuild.manifests (job, at, duration_ms) WHERE duration_ms IS NOT NULL',
    );
  },
  (client) =>
    client.query(`
CREATE TABLE databuild.pools (
  name  text COLLATE "C" NOT NULL PRIMARY KEY,
  slots int NOT NULL
);
CREATE TABLE databuild.pool_claims (
  token      bigint NOT NULL,
  pool       text COLLATE "C" NOT NULL,
  owner      text NOT NULL,
  slots      int NOT NULL,
  since_ms   bigint NOT NULL,
  expires_ms bigint NOT NULL,
  waits      boolean NOT NULL,
  PRIMARY KEY (token, pool)
);
`),
  // The feed begins now: whoever follows it from its beginning is told that earlier changes are missing.
  (client) =>
    client.query(`
CREATE TABLE databuild.changes (
  seq         bigint NOT NULL PRIMARY KEY,
  ref         text COLLATE "C" NOT NULL,
  at          bigint NOT NULL,
  manifest_id text COLLATE "C" NOT NULL
);
ALTER TABLE databuild.catalog ADD COLUMN last_change bigint NOT NULL DEFAULT 0,
  ADD COLUMN dropped_change bigint NOT NULL DEFAULT 0;
UPDATE databuild.catalog SET last_change = 1, dropped_change = 1 WHERE EXISTS (SELECT FROM databuild.outputs);
`),
];

/** The lock under which only one process at a time creates or changes the tables: "databuil" as a number. */
export const MIGRATION_LOCK = BigInt('0x646174616275696c').toString();

/** The version of the tables; 0 if there are none. */
export async function schemaVersion(client: Client): Promise<number> {
  // Not to_regclass: within a transaction it keeps reporting a table as missing that another process has created
  // meanwhile.
  const table = await client.query<{ known: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_catalog.pg_tables WHERE schemaname = 'databuild' AND tablename = 'schema_version') AS known`,
  );
  if (table.rows[0]?.known !== true) return 0;
  const version = await client.query<{ version: number }>('SELECT version FROM databuild.schema_version');
  return version.rows[0]?.version ?? 0;
}

/**
 * Migrates the tables to the known version, completely or not at all. If it fails, the caller must close the
 * connection.
 *
 * @returns the version of the tables now, which is the known one unless a later version of DataBuild created them
 */
export async function migrate(client: Client): Promise<number> {
  const before = await schemaVersion(client);
  if (before >= POSTGRES_SCHEMA_VERSION) return before;
  await client.query('BEGIN');
  await client.query('SELECT pg_advisory_xact_lock($1::bigint)', [MIGRATION_LOCK]);
  // Another process may have migrated them in the meantime.
  const found = await schemaVersion(client);
  if (found === 0) {
    await client.query('CREATE SCHEMA IF NOT EXISTS databuild');
    await client.query('CREATE TABLE databuild.schema_version (version int NOT NULL)');
    await client.query('INSERT INTO databuild.schema_version VALUES (0)');
  }
  for (const step of STEPS.slice(found)) await step(client);
  const now = Math.max(found, POSTGRES_SCHEMA_VERSION);
  await client.query('UPDATE databuild.schema_version SET version = $1', [now]);
  await client.query('COMMIT');
  return now;
}
