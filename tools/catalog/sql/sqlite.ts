import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { err, ok, type Result } from '../../base/model/index.js';
import { CLOCK, outermostMissing } from '../../base/runtime/index.js';
import { CatalogError, type CatalogFailure } from '../failure.js';
import { isBusy, readSqliteError } from '../sqlite/failure.js';
import { catalogPath } from '../sqlite/files.js';
import { BUSY_TIMEOUT_MS } from '../sqlite/open.js';
import type { Database, Sql, SqlRow, SqlValue } from './database.js';
import { migrateTables } from './migrate.js';

/** Time between two attempts to begin a transaction while another process writes. Meanwhile, the event loop goes on. */
const BEGIN_AGAIN_MS = 5;

/**
 * Opens the tables in the file of a catalog. Commits wait for the disk, so that what was accepted also survives a power
 * failure.
 */
export async function openSqliteDatabase(stateDir: string): Promise<Result<Database, CatalogFailure>> {
  const path = catalogPath(stateDir);
  const { DatabaseSync } = await import('node:sqlite');
  const opened: DatabaseSync[] = [];
  try {
    const open = (): DatabaseSync => {
      const db = new DatabaseSync(path, { timeout: 0 });
      opened.push(db);
      db.exec('PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;');
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

  const transaction = <T>(work: (sql: Sql) => Promise<T>): Promise<T> => {
    const done = last.then(() => inTransaction(path, writer, () => work(sqlOn(path, writer))));
    last = done.catch(() => undefined);
    return done;
  };
  return {
    ...sqlOn(path, reader),
    run: (text, parameters) => transaction((sql) => sql.run(text, parameters)),
    kind: 'sqlite',
    place: path,
    transaction,
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
  const statement = (text: string) => db.prepare(text.replaceAll(/\$(\d+)/g, '?$1'));
  return {
    all: <Row extends SqlRow>(text: string, parameters: readonly SqlValue[] = []) =>
      unlocked(path, () => statement(text).all(...parameters) as Row[]),
    run: (text, parameters = []) => unlocked(path, () => Number(statement(text).run(...parameters).changes)),
    batch: (parameter) => `json_each(${parameter}) AS batch`,
  };
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
    // SQLite goes on writing into a file that was removed, which nobody will ever find.
    const missing = outermostMissing(path);
    if (missing !== undefined) throw new CatalogError({ reason: 'catalog-removed', path, missing }, undefined);
    return value;
  } catch (error) {
    // After some errors, such as a full disk, SQLite has already rolled back.
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

/** Runs a step of node:sqlite, again and again while another process has the file locked. */
async function unlocked<T>(path: string, step: () => T): Promise<T> {
  const deadline = CLOCK.elapsed() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      return step();
    } catch (error) {
      if (!isBusy(error) || CLOCK.elapsed() >= deadline) {
        throw new CatalogError(readSqliteError(error, path, BUSY_TIMEOUT_MS), error);
      }
    }
    await delay(BEGIN_AGAIN_MS);
  }
}
