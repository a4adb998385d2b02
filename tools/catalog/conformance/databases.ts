import type { Result } from '../../base/model/index.js';
import { openCatalog, openDatabase, type CatalogFailure, type CatalogLocation, type Database } from '../index.js';

/** Where a catalog is. @param url `postgres://…`; nothing for SQLite in the state directory */
export function locationOf(stateDir: string, url: string | undefined): CatalogLocation {
  return { stateDir, ...(url !== undefined && { url }) };
}

/** Creates a catalog, and leaves it closed. */
export async function createCatalog(location: CatalogLocation): Promise<void> {
  await opened(await openCatalog(location)).close();
}

/** Opens the database of a catalog, which is created if it is missing. */
export async function createDatabase(location: CatalogLocation): Promise<Database> {
  await createCatalog(location);
  return opened(await openDatabase(location));
}

/** @throws if it cannot be opened, which no test expects here */
export function opened<T>(result: Result<T, CatalogFailure>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
