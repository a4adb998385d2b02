import { err, ok, type Result } from '../../base/model/index.js';
import type { Pool } from 'pg';
import type { Catalog, CatalogView } from '../catalog.js';
import { catalogOver, viewOver } from '../catalog_over.js';
import type { CatalogFailure } from '../failure.js';
import { parseAddress } from './address.js';
import { connection, withClient, type Client } from './connection.js';
import { readPostgresError } from './failure.js';
import { memoryCatalog } from '../memory.js';
import { migrate, schemaVersion, POSTGRES_SCHEMA_VERSION } from './schema.js';
import { postgresStore } from './store.js';

/** How long a server may take to answer a new connection. */
const CONNECT_TIMEOUT_MS = 10_000;

/** Enough for one build, which records, renews leases and reads a listing in parallel. */
const MAX_CONNECTIONS = 4;

/** Idle connections are closed, so that a thousand waiting builds do not use up the server's connections. */
const IDLE_TIMEOUT_MS = 30_000;

/** Opens the catalog in a PostgreSQL database. Creates its tables if they are missing. Tested with PostgreSQL 18. */
export function openPostgresCatalog(url: string): Promise<Result<Catalog, CatalogFailure>> {
  return openPool(url, async (pool, path) => {
    const found = await withClient(pool, migrate);
    if (found > POSTGRES_SCHEMA_VERSION) return err(newerSchema(path, found));
    const rights = await withClient(pool, missingRights);
    if (rights.length > 0) return err({ reason: 'catalog-rights-missing', path, rights });
    return ok(catalogOver(postgresStore(connection(pool, path))));
  });
}

/**
 * Opens it for reading only. A user with read rights is enough, and so is a read-only replica. A database without the
 * tables counts as an empty catalog, and no tables are created. Only tables of an earlier version are migrated, which
 * requires the rights of their owner.
 */
export function openPostgresView(url: string): Promise<Result<CatalogView, CatalogFailure>> {
  return openPool(url, async (pool, path) => {
    const before = await withClient(pool, schemaVersion);
    if (before === 0) {
      await pool.end();
      return ok(memoryCatalog());
    }
    const found = before < POSTGRES_SCHEMA_VERSION ? await withClient(pool, migrate) : before;
    if (found > POSTGRES_SCHEMA_VERSION) return err(newerSchema(path, found));
    return ok(viewOver(postgresStore(connection(pool, path))));
  });
}

/** Connects, and closes the connections if the catalog cannot be used. */
export async function openPool<C>(
  url: string,
  open: (pool: Pool, path: string) => Promise<Result<C, CatalogFailure>>,
): Promise<Result<C, CatalogFailure>> {
  const address = parseAddress(url);
  if (!address.ok) return address;
  const path = address.value.shown;
  // Loaded only here, so that other commands start without it.
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({
    connectionString: address.value.url,
    application_name: 'databuild',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    max: MAX_CONNECTIONS,
    keepAlive: true,
    // A program that has finished does not wait for idle connections.
    allowExitOnIdle: true,
  });
  // A connection that dies while idle is replaced when one is needed. If the server is gone, that attempt fails.
  pool.on('error', () => undefined);
  const opened = await open(pool, path).catch((error: unknown) => err(readPostgresError(error, path)));
  if (!opened.ok) await pool.end();
  return opened;
}

function newerSchema(path: string, found: number): CatalogFailure {
  return { reason: 'catalog-newer-schema', path, found, known: POSTGRES_SCHEMA_VERSION };
}

/** The rights that a build needs on each table. `gc` and `forget` need more, and report it themselves. */
const RIGHTS: Readonly<Record<string, readonly string[]>> = {
  manifests: ['SELECT', 'INSERT'],
  outputs: ['SELECT', 'INSERT', 'UPDATE'],
  history: ['SELECT', 'INSERT'],
  changes: ['SELECT', 'INSERT'],
  leases: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  catalog: ['SELECT', 'UPDATE'],
};

/**
 * Checks the rights before a build starts, so that no work is lost if the user can only read or the server is
 * read-only.
 *
 * @returns the missing rights: `INSERT on databuild.leases`
 */
async function missingRights(client: Client): Promise<string[]> {
  const wanted = Object.entries(RIGHTS).flatMap(([table, rights]) => rights.map((right) => [table, right] as const));
  const missing = await client.query<{ missing: string }>(
    `SELECT "right" || ' on databuild.' || "table" AS missing
FROM unnest($1::text[], $2::text[]) AS wanted ("table", "right")
WHERE NOT CASE "right" WHEN 'DELETE' THEN has_table_privilege('databuild.' || "table", "right")
  ELSE has_any_column_privilege('databuild.' || "table", "right") END
UNION ALL SELECT 'USAGE on databuild.lease_tokens' WHERE NOT has_sequence_privilege('databuild.lease_tokens', 'USAGE')`,
    [wanted.map(([table]) => table), wanted.map(([, right]) => right)],
  );
  const rights = missing.rows.map((row) => row.missing);
  if (rights.length === 0) await client.query('UPDATE databuild.catalog SET generation = generation WHERE false');
  return rights;
}
