import { err, ok, type Result } from '../../base/model/index.js';
import { CatalogError, type CatalogFailure } from '../failure.js';
import { readSqliteError } from '../sqlite/failure.js';
import { catalogPath, filesState, obstacleTo, pathFailure } from '../sqlite/files.js';
import { BUSY_TIMEOUT_MS } from '../sqlite/open.js';
import { Reader } from '../sqlite/reader.js';
import type { DatabaseView, SqlRow, SqlValue } from './database.js';
import { tablesVersion } from './migrate.js';
import { prepare, SQLITE_VERSIONS, sqliteBatch } from './sqlite.js';

/** Opens the tables in the file of a catalog for reading only, as `openSqliteView` opens the catalog. */
export async function openSqliteDatabaseView(
  stateDir: string,
): Promise<Result<DatabaseView | undefined, CatalogFailure>> {
  const path = catalogPath(stateDir);
  const tooLong = pathFailure(path);
  if (tooLong !== undefined) return err(tooLong);
  const obstacle = obstacleTo(path, 'read');
  if (obstacle !== undefined) return err({ reason: 'catalog-unreadable', path, obstacle });
  if ((filesState(path)?.bytes ?? 0n) === 0n) return ok(undefined);
  const { DatabaseSync } = await import('node:sqlite');
  const reader = new Reader({ Database: DatabaseSync, path, busyTimeoutMs: BUSY_TIMEOUT_MS });
  const all = <Row extends SqlRow>(text: string, parameters: readonly SqlValue[] = []): Promise<Row[]> =>
    reader.read(({ db }) => {
      try {
        return Promise.resolve(prepare(db, text).all(...parameters) as Row[]);
      } catch (error) {
        return Promise.reject(new CatalogError(readSqliteError(error, path, BUSY_TIMEOUT_MS), error));
      }
    });
  try {
    // Any problem with the file shows in this first read.
    await all('SELECT 1');
  } catch (error) {
    await reader.close();
    if (error instanceof CatalogError) return err(error.failure);
    throw error;
  }
  return ok({
    all,
    batch: sqliteBatch,
    place: path,
    version: (name) => tablesVersion({ all }, SQLITE_VERSIONS, name),
    [Symbol.asyncDispose]: () => reader.close(),
  });
}
