import { errorCode, errorMessage } from '../../base/runtime/index.js';
import type { CatalogFailure } from '../failure.js';
import { obstacleTo } from './files.js';

/** Primary result codes of SQLite (https://sqlite.org/rescode.html) that mean something to a user. */
const ERROR = 1;
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;

/** The index of the write-ahead log, a file of 32 KiB next to the database, could not be enlarged. */
const IOERR_SHMSIZE = 4874;

/** What SQLite says about a statement of ours if a table is missing or has other columns. */
const OTHER_TABLES = /\b(no such (table|column)|duplicate column name)\b|\btable \S+ (already exists|has)\b/;

/** Converts an exception of `node:sqlite` to a failure. */
export function readSqliteError(error: unknown, path: string, waitedMs: number): CatalogFailure {
  if (errorCode(error) === 'ERR_OUT_OF_RANGE') {
    return { reason: 'catalog-number-out-of-range', path, detail: errorMessage(error) };
  }
  const code = resultCode(error);
  if (code === IOERR_SHMSIZE) return { reason: 'catalog-disk-full', path };
  // The low byte of an extended code is the primary code.
  switch (code & 0xff) {
    case ERROR:
      return OTHER_TABLES.test(errorMessage(error)) ? tablesDamaged(error, path) : unavailable(error, path);
    case BUSY:
    case LOCKED:
      return { reason: 'catalog-locked', path, waitedMs };
    case READONLY: {
      const obstacle = obstacleTo(path, 'write');
      return { reason: 'catalog-read-only', path, ...(obstacle !== undefined && { obstacle }) };
    }
    case CANTOPEN: {
      const unreadable = obstacleTo(path, 'read');
      if (unreadable !== undefined) return { reason: 'catalog-unreadable', path, obstacle: unreadable };
      const obstacle = obstacleTo(path, 'write');
      return obstacle === undefined ? unavailable(error, path) : { reason: 'catalog-read-only', path, obstacle };
    }
    case CORRUPT:
    case NOTADB:
      return { reason: 'catalog-not-a-database', path };
    case FULL:
      return { reason: 'catalog-disk-full', path };
    default:
      return unavailable(error, path);
  }
}

/** Whether another connection has a lock on the database. */
export function isBusy(error: unknown): boolean {
  return (resultCode(error) & 0xff) === BUSY;
}

/** Whether SQLite would have to write, for example while another process creates or repairs the index of the log. */
export function isReadOnly(error: unknown): boolean {
  return (resultCode(error) & 0xff) === READONLY;
}

/** Whether a file that SQLite needs is missing or cannot be opened. */
export function cannotOpen(error: unknown): boolean {
  return (resultCode(error) & 0xff) === CANTOPEN;
}

function tablesDamaged(error: unknown, path: string): CatalogFailure {
  return { reason: 'catalog-tables-damaged', path, detail: errorMessage(error) };
}

function unavailable(error: unknown, path: string): CatalogFailure {
  return { reason: 'catalog-unavailable', path, detail: errorMessage(error) };
}

/** The result code of SQLite, extended if available; 0 if the error has none. */
function resultCode(error: unknown): number {
  const known = typeof error === 'object' && error !== null && 'errcode' in error && typeof error.errcode === 'number';
  return known ? (error.errcode as number) : 0;
}
