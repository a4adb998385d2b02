import type { DatabaseSync } from 'node:sqlite';
import { outermostMissing } from '../../base/runtime/index.js';
import { CatalogError } from '../failure.js';
import { readSqliteError } from './failure.js';

/** An open database. Its errors are converted to a `CatalogError`. */
export interface Connection {
  readonly db: DatabaseSync;
  readonly path: string;
  /** Runs synchronous work of node:sqlite. An exception becomes a rejection with a {@link CatalogError}. */
  readonly attempt: <T>(work: () => T) => Promise<T>;
  /** The same for several queries that must see one consistent state of the file. */
  readonly read: <T>(work: () => T) => Promise<T>;
  /** The same, in one transaction that can write. */
  readonly write: <T>(work: () => T) => Promise<T>;
}

export function connection(db: DatabaseSync, path: string, busyTimeoutMs: number): Connection {
  const attempt = <T>(work: () => T): Promise<T> => {
    try {
      return Promise.resolve(work());
    } catch (error) {
      if (error instanceof CatalogError) return Promise.reject(error);
      return Promise.reject(new CatalogError(readSqliteError(error, path, busyTimeoutMs), error));
    }
  };
  return {
    db,
    path,
    attempt,
    read: (work) => attempt(() => inTransaction(db, work, 'DEFERRED')),
    write: (work) =>
      attempt(() => {
        const value = inTransaction(db, work);
        // SQLite goes on writing into a file that was removed, which nobody will ever find.
        const missing = outermostMissing(path);
        if (missing !== undefined) throw new CatalogError({ reason: 'catalog-removed', path, missing }, undefined);
        return value;
      }),
  };
}

/**
 * Runs work in one transaction. A transaction that writes takes the write lock at the start: if it read first and
 * wrote later, it could fail halfway.
 */
export function inTransaction<T>(db: DatabaseSync, work: () => T, lock: 'IMMEDIATE' | 'DEFERRED' = 'IMMEDIATE'): T {
  db.exec(`BEGIN ${lock}`);
  try {
    const value = work();
    db.exec('COMMIT');
    return value;
  } catch (error) {
    // After some errors, such as a full disk, SQLite has already rolled back.
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
