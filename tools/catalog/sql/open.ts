import type { Result } from '../../base/model/index.js';
import type { CatalogFailure } from '../failure.js';
import { parseAddress } from '../postgres/address.js';
import type { CatalogLocation } from '../open.js';
import type { Database, DatabaseView } from './database.js';
import { openPostgresDatabase, openPostgresDatabaseView } from './postgres.js';
import { openSqliteDatabase, type DatabaseOptions } from './sqlite.js';
import { openSqliteDatabaseView } from './sqlite_view.js';

/** Opens the database of a catalog for tables of our own. The catalog must have been opened before, which creates it. */
export function openDatabase(
  { stateDir, url }: CatalogLocation,
  options: DatabaseOptions = {},
): Promise<Result<Database, CatalogFailure>> {
  return url === undefined ? openSqliteDatabase(stateDir, options) : openPostgresDatabase(url);
}

/** Opens it for reading only. Nothing if there is no catalog yet. */
export function openDatabaseView({
  stateDir,
  url,
}: CatalogLocation): Promise<Result<DatabaseView | undefined, CatalogFailure>> {
  return url === undefined ? openSqliteDatabaseView(stateDir) : openPostgresDatabaseView(url);
}

/** The address of a shared catalog without user and password; nothing for the catalog of a state directory. */
export function sharedPlace({ url }: CatalogLocation): string | undefined {
  if (url === undefined) return undefined;
  const address = parseAddress(url);
  return address.ok ? address.value.shown : address.error.path;
}
