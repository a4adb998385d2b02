import type { Result } from '../base/model/index.js';
import type { Catalog, CatalogView } from './catalog.js';
import type { CatalogFailure } from './failure.js';
import { openPostgresCatalog, openPostgresView } from './postgres/open.js';
import { openSqliteView } from './sqlite/look.js';
import { openSqliteCatalog } from './sqlite/open.js';

export interface CatalogLocation {
  /** A directory, which must exist if the catalog is written. Without `url`, the catalog is in it. */
  readonly stateDir: string;
  /** `postgres://…` */
  readonly url?: string | undefined;
}

/** Opens the catalog for a build. Creates it if it is missing. */
export function openCatalog({ stateDir, url }: CatalogLocation): Promise<Result<Catalog, CatalogFailure>> {
  return url === undefined ? openSqliteCatalog(stateDir) : openPostgresCatalog(url);
}

/** Opens the catalog for reading only. Creates and changes nothing, and needs no right to write. */
export function openCatalogView({ stateDir, url }: CatalogLocation): Promise<Result<CatalogView, CatalogFailure>> {
  return url === undefined ? openSqliteView(stateDir) : openPostgresView(url);
}
