import type { Pool } from 'pg';
import { ok, type Result } from '../../base/model/index.js';
import { CatalogError, type CatalogFailure } from '../failure.js';
import { connection, withClient, type Client } from '../postgres/connection.js';
import { readPostgresError } from '../postgres/failure.js';
import { openPool } from '../postgres/open.js';
import { MIGRATION_LOCK, schemaVersion } from '../postgres/schema.js';
import type { Database, DatabaseView, RowSource, Sql, SqlRow, SqlValue } from './database.js';
import { storable } from './storable.js';
import { migrateTables, tablesVersion } from './migrate.js';

/** The number of the type `bigint` (https://www.postgresql.org/docs/current/catalog-pg-type.html). */
const BIGINT = 20;

/** How many tables there are with the name `table_versions`. */
const VERSIONS =
  "SELECT count(*) AS n FROM pg_catalog.pg_tables WHERE schemaname = 'databuild' AND tablename = 'table_versions'";

/** Opens the tables in the schema of a catalog for reading only. Nothing if there is no catalog yet. */
export function openPostgresDatabaseView(url: string): Promise<Result<DatabaseView | undefined, CatalogFailure>> {
  return openPool(url, async (pool, place) => {
    const database = databaseOver(pool, place);
    if ((await withClient(pool, schemaVersion)) > 0) return ok(database);
    await pool.end();
    return ok(undefined);
  });
}

/** Opens the tables in the schema of a catalog. */
export function openPostgresDatabase(url: string): Promise<Result<Database, CatalogFailure>> {
  return openPool(url, async (pool, place) => {
    const database = databaseOver(pool, place);
    await withClient(pool, (client) => client.query('SELECT 1'));
    return ok(database);
  });
}

function databaseOver(pool: Pool, place: string): Database {
  pool.on('connect', (client) => {
    // Our numbers are times and counts, which a double holds.
    client.setTypeParser(BIGINT, Number);
    void client.query('SET search_path TO databuild').catch(() => undefined);
  });
  const { inTransaction, close } = connection(pool, place);
  const transaction = async <T>(work: (sql: Sql) => Promise<T>): Promise<T> => {
    let ofWork: { readonly error: unknown } | undefined;
    const watched = async (client: Client): Promise<T> => {
      try {
        return await work(sqlOn(client, place));
      } catch (error) {
        ofWork = { error };
        throw error;
      }
    };
    try {
      return await inTransaction(watched);
    } catch (error) {
      // What the work itself rejects with is not a failure of the database, which those of statements already are.
      throw ofWork === undefined ? error : ofWork.error;
    }
  };
  const database: Database = {
    all: (text, parameters) => transaction((sql) => sql.all(text, parameters)),
    run: (text, parameters) => transaction((sql) => sql.run(text, parameters)),
    batch,
    kind: 'postgres',
    place,
    transaction,
    atomically: (statements) =>
      transaction(async (sql) => {
        for (const statement of statements) {
          if ('rows' in statement)
            await sql.run(statement.text(ROW), [JSON.stringify(statement.rows.map((row) => row.map(storable)))]);
          else await sql.run(statement.text, statement.parameters);
        }
      }),
    version: (name) => tablesVersion(database, VERSIONS, name),
    migrate: (name, steps) =>
      transaction(async (sql) => {
        await sql.run('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
        return migrateTables(sql, 'postgres', name, steps);
      }),
    [Symbol.asyncDispose]: close,
  };
  return database;
}

/** A row is an array of a batch. */
const ROW: RowSource = {
  from: `FROM ${batch('$1')}`,
  value: (index, type) => {
    const value = `value ->> ${String(index)}`;
    return type === undefined ? value : `CAST(${value} AS ${type})`;
  },
};

function batch(parameter: string): string {
  return `jsonb_array_elements(CAST(${parameter} AS jsonb)) AS batch(value)`;
}

function sqlOn(client: Client, place: string): Sql {
  const query = async <Row extends SqlRow>(text: string, parameters: readonly SqlValue[]) => {
    try {
      return await client.query<Row>(text, [...parameters]);
    } catch (error) {
      throw new CatalogError(readPostgresError(error, place), error);
    }
  };
  return {
    all: async <Row extends SqlRow>(text: string, parameters: readonly SqlValue[] = []) =>
      (await query<Row>(text, parameters)).rows,
    run: async (text, parameters = []) => (await query(text, parameters)).rowCount ?? 0,
    batch,
  };
}
