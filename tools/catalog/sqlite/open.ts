import type { DatabaseSync } from 'node:sqlite';
import { err, ok, type Result } from '../../base/model/index.js';
import type { Catalog } from '../catalog.js';
import { catalogOver } from '../catalog_over.js';
import type { CatalogFailure } from '../failure.js';
import { whileBusy } from './busy.js';
import { connection, inTransaction } from './connection.js';
import { readSqliteError } from './failure.js';
import { catalogPath, makeFile, obstacleTo, pathFailure } from './files.js';
import { migrate, schemaVersion, SQLITE_SCHEMA_VERSION } from './schema.js';
import { sqliteStore } from './store.js';

export interface SqliteOptions {
  /** How long to wait for another process's transaction. */
  readonly busyTimeoutMs?: number;
  /** Milliseconds since the epoch; all processes on one file must agree on it. */
  readonly now?: () => number;
}

export const BUSY_TIMEOUT_MS = 30_000;

/**
 * Opens the catalog of a state directory. Creates it if it is missing.
 *
 * It uses write-ahead logging with `synchronous = NORMAL`: a transaction survives the death of the process at any
 * moment and costs no fsync. After a power failure, the last transactions may be missing, but never incomplete; their
 * tasks run again.
 */
export async function openSqliteCatalog(
  stateDir: string,
  options: SqliteOptions = {},
): Promise<Result<Catalog, CatalogFailure>> {
  const path = catalogPath(stateDir);
  const busyTimeoutMs = options.busyTimeoutMs ?? BUSY_TIMEOUT_MS;
  const unusable = pathFailure(path) ?? writingFailure(path);
  if (unusable !== undefined) return err(unusable);
  makeFile(path);
  // Loaded only here, so that commands without a catalog start without it.
  const { DatabaseSync } = await import('node:sqlite');
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { timeout: busyTimeoutMs });
    const found = await prepareDatabase(db, busyTimeoutMs);
    if (found > SQLITE_SCHEMA_VERSION) {
      db.close();
      return err({ reason: 'catalog-newer-schema', path, found, known: SQLITE_SCHEMA_VERSION });
    }
    return ok(catalogOver(sqliteStore(connection(db, path, busyTimeoutMs), options.now ?? Date.now)));
  } catch (error) {
    db?.close();
    return err(readSqliteError(error, path, busyTimeoutMs));
  }
}

/**
 * Checks the files before SQLite opens them. If SQLite cannot write the database, it reads it, and creates files next
 * to it that belong to this account and lock out the owner.
 */
function writingFailure(path: string): CatalogFailure | undefined {
  const unreadable = obstacleTo(path, 'read');
  if (unreadable !== undefined && unreadable.code !== 'dangling-link') {
    return { reason: 'catalog-unreadable', path, obstacle: unreadable };
  }
  const obstacle = obstacleTo(path, 'write');
  return obstacle && { reason: 'catalog-read-only', path, obstacle };
}

/** @returns the schema version of the file, which is the known one unless a later version of DataBuild wrote it */
async function prepareDatabase(db: DatabaseSync, busyTimeoutMs: number): Promise<number> {
  const found = schemaVersion(db);
  if (found > SQLITE_SCHEMA_VERSION) return found;
  // While another process creates the same catalog, SQLite refuses this at once, whatever its timeout is
  // (https://sqlite.org/c3ref/busy_handler.html: the handler is not called where that could be a deadlock).
  await whileBusy(() => {
    db.exec('PRAGMA journal_mode = WAL');
  }, busyTimeoutMs);
  db.exec('PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY;');
  // Another process may migrate the tables meanwhile, so `migrate` checks the version again.
  if (found < SQLITE_SCHEMA_VERSION)
    inTransaction(db, () => {
      migrate(db);
    });
  // If the database cannot be written, it fails here, before anything is built. BEGIN alone is not enough: if SQLite
  // could open the file only for reading, it takes a read lock.
  db.exec('BEGIN IMMEDIATE; UPDATE catalog SET generation = generation WHERE false; ROLLBACK');
  return schemaVersion(db);
}
