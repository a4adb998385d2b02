import { ok, type Result } from '../../base/model/index.js';
import { CatalogError, type CatalogFailure } from '../failure.js';
import { readSqliteError } from '../sqlite/failure.js';
import { BUSY_TIMEOUT_MS } from '../sqlite/open.js';
import { openReader } from '../sqlite/reader.js';
import type { DatabaseView, SqlRow, SqlValue } from './database.js';
import { tablesVersion } from './migrate.js';
import { prepare, SQLITE_VERSIONS, sqliteBatch } from './sqlite.js';

/** Opens the tables in the file of a catalog for reading only, as `openSqliteView` opens the catalog. */
export async function openSqliteDatabaseView(
  stateDir: string,
): Promise<Result<DatabaseView | undefined, CatalogFailure>> {
  const opened = await openReader(stateDir);
  if (!opened.ok) return opened;
  const reader = opened.value;
  if (reader === undefined) return ok(undefined);
  const { path } = reader;
  const all = <Row extends SqlRow>(text: string, parameters: readonly SqlValue[] = []): Promise<Row[]> =>
    reader.read(({ db }) => {
      try {
        return Promise.resolve(prepare(db, text).all(...parameters) as Row[]);
      } catch (error) {
        return Promise.reject(new CatalogError(readSqliteError(error, path, BUSY_TIMEOUT_MS), error));
      }
    });
  return ok({
    all,
    batch: sqliteBatch,
    place: path,
    version: (name) => tablesVersion({ all }, SQLITE_VERSIONS, name),
    [Symbol.asyncDispose]: () => reader.close(),
  });
}
