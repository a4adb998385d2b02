import type { Result } from '../base/model/index.js';
import type { Catalog, CatalogView } from './catalog.js';
import type { CatalogFailure } from './failure.js';
import { openPostgresCatalog, openPostgresView } from './postgres/open.js';
import { openSqliteView } from './sqlite/look.js';
import { openSqliteCatalog } from './sqlite/open.js';

export interface CatalogLocation {
  /** A directory that exists, where the catalog is to be written; the catalog lies in it when there is no address. */
  readonly stateDir: string;
  /** `postgres://…` */
  readonly url?: string | undefined;
}

/** Opens, and makes where it is missing, the catalog that a build uses. */
export function openCatalog({ stateDir, url }: CatalogLocation): Promise<Result<Catalog, CatalogFailure>> {
  return url === undefined ? openSqliteCatalog(stateDir) : openPostgresCatalog(url);
}

/** Opens the catalog for a command that only looks: makes nothing, changes nothing, and needs no right to. */
export function openCatalogView({ stateDir, url }: CatalogLocation): Promise<Result<CatalogView, CatalogFailure>> {
  return url === undefined ? openSqliteView(stateDir) : openPostgresView(url);
}
