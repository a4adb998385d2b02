import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { err, ok, type Result } from '../../base/model/index.js';
import type { CatalogFailure } from '../failure.js';
import type { StoreView } from '../store.js';
import { connection } from './connection.js';
import { cannotOpen, isReadOnly, readSqliteError } from './failure.js';
import { filesState, indexOf, obstacleTo, type FilesState } from './files.js';
import { migratedCopy } from './migrated_copy.js';
import { schemaVersion, SQLITE_SCHEMA_VERSION } from './schema.js';
import { sqliteView } from './view.js';

export interface Opener {
  readonly Database: typeof DatabaseSync;
  readonly path: string;
  readonly busyTimeoutMs: number;
}

/** A catalog that was opened for reading. */
export interface Opened {
  readonly view: StoreView;
  readonly db: DatabaseSync;
  /** Whether everything read so far came from one consistent state of the catalog. */
  readonly isSound: () => boolean;
}

/** Why a catalog cannot be read. `again`: other processes are writing it, and the next attempt may succeed. */
export type OpenFailure = CatalogFailure | 'again';

/**
 * Opens a catalog for reading. How depends on its write-ahead log, the file that contains what is not in the database
 * yet:
 *
 * - If the log is empty, everything is in the database, which is opened as a file that never changes. SQLite then
 *   takes no locks and creates no files. `isSound` checks afterwards whether the file changed.
 * - Otherwise other processes have the catalog open, or were killed. Their index of the log is read but never
 *   written. The locks of SQLite protect the reader, and need no right to write.
 */
export function openOnce(opener: Opener): Result<Opened, OpenFailure> {
  const { path, busyTimeoutMs } = opener;
  const before = filesState(path);
  if (before === undefined) return err('again');
  if (before.logBytes === 0n && !isSettled(before)) return err('again');
  let db: DatabaseSync | undefined;
  try {
    const whole = before.logBytes === 0n;
    db = openDatabase(opener, whole ? 'immutable=1' : 'readonly_shm=1');
    return read(opener, db, () => !whole || isSame(before, filesState(path)));
  } catch (error) {
    db?.close();
    if (isReadOnly(error)) return err('again');
    if (cannotOpen(error)) return withoutIndex(opener, error);
    return err(readSqliteError(error, path, busyTimeoutMs));
  }
}

function openDatabase({ Database, path, busyTimeoutMs }: Opener, parameter: string): DatabaseSync {
  return new Database(`${pathToFileURL(path).href}?${parameter}`, { readOnly: true, timeout: busyTimeoutMs });
}

function read(opener: Opener, db: DatabaseSync, isSound: () => boolean): Result<Opened, OpenFailure> {
  const { path, busyTimeoutMs } = opener;
  db.exec('PRAGMA temp_store = MEMORY');
  const found = schemaVersion(db);
  if (found > SQLITE_SCHEMA_VERSION) {
    db.close();
    return err({ reason: 'catalog-newer-schema', path, found, known: SQLITE_SCHEMA_VERSION });
  }
  if (found === SQLITE_SCHEMA_VERSION) {
    return ok({ view: sqliteView(connection(db, path, busyTimeoutMs)), db, isSound });
  }
  const copy = migratedCopy(opener.Database, db);
  db.close();
  if (isSound()) {
    return ok({ view: sqliteView(connection(copy, path, busyTimeoutMs)), db: copy, isSound: () => true });
  }
  copy.close();
  return err('again');
}

/**
 * Opens a catalog whose log is not empty and whose index is missing. An account that can write opens it as a build
 * does: SQLite creates an index, and moves the log into the database when the catalog is closed.
 */
function withoutIndex(opener: Opener, error: unknown): Result<Opened, OpenFailure> {
  const { Database, path, busyTimeoutMs } = opener;
  const index = indexOf(path);
  if (filesState(path)?.logBytes === 0n) return err('again');
  if (statSync(index, { throwIfNoEntry: false }) !== undefined) return err(readSqliteError(error, path, busyTimeoutMs));
  if (obstacleTo(path, 'write') !== undefined) return err({ reason: 'catalog-index-missing', path, index });
  const db = new Database(path, { timeout: busyTimeoutMs });
  try {
    return read(opener, db, () => true);
  } catch (again) {
    db.close();
    return err(readSqliteError(again, path, busyTimeoutMs));
  }
}

/**
 * File systems store times in ticks. A file that was written within the last tick may be written again without a new
 * time.
 */
const TICK_MS = 20;

function isSettled({ modifiedNs }: FilesState): boolean {
  return Math.abs(Date.now() - Number(modifiedNs / 1_000_000n)) > TICK_MS;
}

function isSame(before: FilesState, after: FilesState | undefined): boolean {
  return (
    after?.logBytes === 0n &&
    after.device === before.device &&
    after.inode === before.inode &&
    after.bytes === before.bytes &&
    after.modifiedNs === before.modifiedNs
  );
}
