import type { Client } from './connection.js';
import { fillFromBodies } from './fill_from_bodies.js';

/** Kept in `databuild.schema_version`. A change of the tables adds a step and so raises it. */
export const POSTGRES_SCHEMA_VERSION = 2;

/**
 * What brings a database from version n to n + 1. Everything lives in the schema `databuild`, beside whatever else the
 * database holds. Refs and keys sort by their bytes (`COLLATE "C"`), as they do in the other backends.
 *
 * `manifests`: each manifest once, as the JSON that its schema describes (as text: `jsonb` has no `\u0000`), with the
 *   ids of the manifests that it was made from and, for estimates, its job and how long its task took, which is nothing
 *   where no task made it.
 * `outputs`: ref → current manifest, with its keys and version beside it, so that planning reads one table.
 * `history`: all that happened to a ref; no manifest where it was forgotten. `at` is in microseconds.
 * `leases`: who works on what.
 * `catalog`: one row; its id tells catalogs apart, its generation counts the transactions that changed `outputs`. Who
 *   writes manifests locks it first, so that writers take turns and their events are in the order of their commits.
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
];

/** Names the lock under which one process at a time makes or changes the tables: "databuil" as a number. */
const MIGRATION_LOCK = BigInt('0x646174616275696c').toString();

/** The version of the tables; 0 where there are none. */
export async function schemaVersion(client: Client): Promise<number> {
  // Not to_regclass: within a transaction it goes on saying that a table is missing which others have made meanwhile.
  const table = await client.query<{ known: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_catalog.pg_tables WHERE schemaname = 'databuild' AND tablename = 'schema_version') AS known`,
  );
  if (table.rows[0]?.known !== true) return 0;
  const version = await client.query<{ version: number }>('SELECT version FROM databuild.schema_version');
  return version.rows[0]?.version ?? 0;
}

/**
 * Brings the tables up to date, all at once or not at all: the caller closes the connection when this fails.
 *
 * @returns the version that they have now, which is the known one unless a later DataBuild made them
 */
export async function migrate(client: Client): Promise<number> {
  const before = await schemaVersion(client);
  if (before >= POSTGRES_SCHEMA_VERSION) return before;
  await client.query('BEGIN');
  await client.query('SELECT pg_advisory_xact_lock($1::bigint)', [MIGRATION_LOCK]);
  // Another process may have brought them up to date since.
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
