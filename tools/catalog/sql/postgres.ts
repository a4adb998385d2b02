import { err, ok, type Result } from '../../base/model/index.js';
import { CatalogError, type CatalogFailure } from '../failure.js';
import { connection, type Client } from '../postgres/connection.js';
import { openPool } from '../postgres/open.js';
import { MIGRATION_LOCK } from '../postgres/schema.js';
import type { Database, Sql, SqlRow, SqlValue } from './database.js';
import { migrateTables } from './migrate.js';

/** The number of the type `bigint` (https://www.postgresql.org/docs/current/catalog-pg-type.html). */
const BIGINT = 20;

/** Opens the tables in the schema of a catalog. */
export function openPostgresDatabase(url: string): Promise<Result<Database, CatalogFailure>> {
  return openPool(url, async (pool, place) => {
    pool.on('connect', (client) => {
      // Our numbers are times and counts, which a double holds.
      client.setTypeParser(BIGINT, Number);
      void client.query('SET search_path TO databuild').catch(() => undefined);
    });
    const { inTransaction, close } = connection(pool, place);
    const transaction = <T>(work: (sql: Sql) => Promise<T>): Promise<T> =>
      inTransaction((client) => work(sqlOn(client)));
    const database: Database = {
      all: (text, parameters) => transaction((sql) => sql.all(text, parameters)),
      run: (text, parameters) => transaction((sql) => sql.run(text, parameters)),
      batch,
      kind: 'postgres',
      place,
      transaction,
      migrate: (name, steps) =>
        transaction(async (sql) => {
          await sql.run('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
          return migrateTables(sql, 'postgres', name, steps);
        }),
      [Symbol.asyncDispose]: close,
    };
    return await database.all('SELECT 1').then(
      () => ok(database),
      (error: unknown) => {
        if (error instanceof CatalogError) return err(error.failure);
        throw error;
      },
    );
  });
}

function batch(parameter: string): string {
  return `jsonb_array_elements(CAST(${parameter} AS jsonb)) AS batch(value)`;
}

function sqlOn(client: Client): Sql {
  return {
    all: async <Row extends SqlRow>(text: string, parameters: readonly SqlValue[] = []) =>
      (await client.query<Row>(text, [...parameters])).rows,
    run: async (text, parameters = []) => (await client.query(text, [...parameters])).rowCount ?? 0,
    batch,
  };
}
