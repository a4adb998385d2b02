import type { DatabaseSync } from 'node:sqlite';
import { CatalogError } from '../failure.js';
import { readSqliteError } from './failure.js';

/** An open database whose errors are the catalog's. */
export interface Connection {
  readonly db: DatabaseSync;
  readonly path: string;
  /** Runs work that node:sqlite does at once; what it throws becomes a rejection with a {@link CatalogError}. */
  readonly attempt: <T>(work: () => T) => Promise<T>;
  /** The same, in one transaction that writes. */
  readonly write: <T>(work: () => T) => Promise<T>;
}

export function connection(db: DatabaseSync, path: string, busyTimeoutMs: number): Connection {
  const attempt = <T>(work: () => T): Promise<T> => {
    try {
      return Promise.resolve(work());
    } catch (error) {
      return Promise.reject(new CatalogError(readSqliteError(error, path, busyTimeoutMs), error));
    }
  };
  return { db, path, attempt, write: (work) => attempt(() => inTransaction(db, work)) };
}

/** Takes the lock at once: a transaction that reads first and writes later could fail half-way. */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const value = work();
    db.exec('COMMIT');
    return value;
  } catch (error) {
    // SQLite has already rolled back after some errors (a full disk, for one).
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
