import { err, ok, type Result } from '../../model/index.js';
import type { Catalog } from '../catalog.js';
import { catalogOver } from '../catalog_over.js';
import type { CatalogFailure } from '../failure.js';
import { parseAddress } from './address.js';
import { connection, withClient, type Client } from './connection.js';
import { readPostgresError } from './failure.js';
import { migrate, POSTGRES_SCHEMA_VERSION } from './schema.js';
import { postgresStore } from './store.js';

/** How long a server may take to answer a new connection. */
const CONNECT_TIMEOUT_MS = 10_000;

/** Enough for one build: recording, renewing leases, and reading a listing at the same time. */
const MAX_CONNECTIONS = 4;

/** Idle connections go, so that a thousand waiting builds do not hold a server's slots. */
const IDLE_TIMEOUT_MS = 30_000;

/** Opens the catalog in a PostgreSQL database, and makes its tables where they are missing. Tested with PostgreSQL 18. */
export async function openPostgresCatalog(url: string): Promise<Result<Catalog, CatalogFailure>> {
  const address = parseAddress(url);
  if (!address.ok) return address;
  const path = address.value.shown;
  // Loaded only here, so that commands without such a catalog start without it.
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({
    connectionString: address.value.url,
    application_name: 'databuild',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    max: MAX_CONNECTIONS,
    keepAlive: true,
    // A program that is done need not wait for connections that are idle.
    allowExitOnIdle: true,
  });
  // A connection that dies unused is replaced when one is needed; if the server is gone, that shows then.
  pool.on('error', () => undefined);
  try {
    const found = await withClient(pool, prepareDatabase);
    if (found <= POSTGRES_SCHEMA_VERSION) return ok(catalogOver(postgresStore(connection(pool, path))));
    await pool.end();
    return err({ reason: 'catalog-newer-schema', path, found, known: POSTGRES_SCHEMA_VERSION });
  } catch (error) {
    await pool.end();
    return err(readPostgresError(error, path));
  }
}

/** @returns the schema version of the database */
async function prepareDatabase(client: Client): Promise<number> {
  const found = await migrate(client);
  // A server that only follows another, or a user who may only read, shows here, before anything was built for nothing.
  if (found === POSTGRES_SCHEMA_VERSION) {
    await client.query('UPDATE databuild.catalog SET generation = generation WHERE false');
  }
  return found;
}
