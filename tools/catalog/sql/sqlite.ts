import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { err, ok, type Result } from '../../base/model/index.js';
import { outermostMissing } from '../../base/runtime/index.js';
import { CatalogError, type CatalogFailure } from '../failure.js';
import { whileBusy } from '../sqlite/busy.js';
import { inTransaction as atOnce } from '../sqlite/connection.js';
import { readSqliteError } from '../sqlite/failure.js';
import { catalogPath } from '../sqlite/files.js';
import { BUSY_TIMEOUT_MS } from '../sqlite/open.js';
import type { Database, RowSource, Sql, SqlRow, SqlValue } from './database.js';
import { storable } from './storable.js';
import { migrateTables, tablesVersion } from './migrate.js';

export interface DatabaseOptions {
  /**
   * Whether commits wait for the disk, so that what was accepted also survives a power failure; they do if it is left out. It
   * makes no difference to PostgreSQL, which decides itself.
   */
  readonly durable?: boolean;
}

/** How many tables there are with the name `table_versions`. */
export const SQLITE_VERSIONS = "SELECT count(*) AS n FROM sqlite_master WHERE name = 'table_versions'";

/** Opens the tables in the file of a catalog. */
export async function openSqliteDatabase(
  stateDir: string,
  { durable = true }: DatabaseOptions,
): Promise<Result<Database, CatalogFailure>> {
  const path = catalogPath(stateDir);
  const { DatabaseSync } = await import('node:sqlite');
  const opened: DatabaseSync[] = [];
  try {
    const open = (): DatabaseSync => {
      const db = new DatabaseSync(path, { timeout: 0 });
      opened.push(db);
      db.exec(`PRAGMA synchronous = ${durable ? 'FULL' : 'NORMAL'}; PRAGMA temp_store = MEMORY;`);
      return db;
    };
    return ok(sqliteDatabase(path, open(), open()));
  } catch (error) {
    for (const db of opened) db.close();
    return err(readSqliteError(error, path, BUSY_TIMEOUT_MS));
  }
}

/**
 * @param reader a connection of its own for what is outside of transactions, because one connection has one transaction
 */
function sqliteDatabase(path: string, writer: DatabaseSync, reader: DatabaseSync): Database {
  /** The transactions of this process, one after another. */
  let last: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
  const transaction = <T>(work: (sql: Sql) => Promise<T>): Promise<T> =>
    inTurn(() => inTransaction(path, writer, () => work(sqlOn(path, writer))));
  return {
    ...sqlOn(path, reader),
    run: (text, parameters) => transaction((sql) => sql.run(text, parameters)),
    kind: 'sqlite',
    place: path,
    transaction,
    atomically: (statements) =>
      inTurn(() =>
        unlocked(path, () => {
          runAtOnce(path, writer, statements);
        }),
      ),
    version: (name) => tablesVersion(sqlOn(path, reader), SQLITE_VERSIONS, name),
    migrate: (name, steps) => transaction((sql) => migrateTables(sql, 'sqlite', name, steps)),
    async [Symbol.asyncDispose]() {
      await last;
      reader.close();
      writer.close();
    },
  };
}

/** Statements of one connection. A statement that begins while another process has the file locked is begun again. */
function sqlOn(path: string, db: DatabaseSync): Sql {
  return {
    all: <Row extends SqlRow>(text: string, parameters: readonly SqlValue[] = []) =>
      unlocked(path, () => prepare(db, text).all(...parameters) as Row[]),
    run: (text, parameters = []) => unlocked(path, () => Number(prepare(db, text).run(...parameters).changes)),
    batch: sqliteBatch,
  };
}

export function prepare(db: DatabaseSync, text: string): StatementSync {
  return db.prepare(text.replaceAll(/\$(\d+)/g, '?$1'));
}

/** See `Sql.batch`. */
export function sqliteBatch(parameter: string): string {
  return `json_each(${parameter}) AS batch`;
}

/** A row is the parameters of a statement. */
const ROW: RowSource = { from: '', value: (index) => `$${String(index + 1)}` };

function runAtOnce(path: string, db: DatabaseSync, statements: Parameters<Database['atomically']>[0]): void {
  atOnce(db, () => {
    for (const statement of statements) {
      if ('rows' in statement) {
        const prepared = prepare(db, statement.text(ROW));
        for (const row of statement.rows) prepared.run(...row.map(storable));
      } else prepare(db, statement.text).run(...(statement.parameters ?? []));
    }
  });
  refuseRemoved(path);
}

/** SQLite goes on writing into a file that was removed, which nobody will ever find. */
function refuseRemoved(path: string): void {
  const missing = outermostMissing(path);
  if (missing !== undefined) throw new CatalogError({ reason: 'catalog-removed', path, missing }, undefined);
}

async function inTransaction<T>(path: string, db: DatabaseSync, work: () => Promise<T>): Promise<T> {
  await unlocked(path, () => {
    db.exec('BEGIN IMMEDIATE');
  });
  try {
    const value = await work();
    await unlocked(path, () => {
      db.exec('COMMIT');
    });
    refuseRemoved(path);
    return value;
  } catch (error) {
    // After some errors, such as a full disk, SQLite has already rolled back.
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

/** Runs a step of node:sqlite, again and again while another process has the file locked. */
async function unlocked<T>(path: string, step: () => T): Promise<T> {
  try {
    return await whileBusy(step, BUSY_TIMEOUT_MS);
  } catch (error) {
    if (error instanceof CatalogError) throw error;
    throw new CatalogError(readSqliteError(error, path, BUSY_TIMEOUT_MS), error);
  }
}
