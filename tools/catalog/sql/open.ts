import type { Result } from '../../base/model/index.js';
import type { CatalogFailure } from '../failure.js';
import type { CatalogLocation } from '../open.js';
import type { Database } from './database.js';
import { openPostgresDatabase } from './postgres.js';
import { openSqliteDatabase } from './sqlite.js';

/** Opens the database of a catalog for tables of our own. The catalog must have been opened before, which creates it. */
export function openDatabase({ stateDir, url }: CatalogLocation): Promise<Result<Database, CatalogFailure>> {
  return url === undefined ? openSqliteDatabase(stateDir) : openPostgresDatabase(url);
}
