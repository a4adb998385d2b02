import type { Result } from '../model/index.js';
import type { Catalog } from './catalog.js';
import type { CatalogFailure } from './failure.js';
import { openPostgresCatalog } from './postgres/open.js';
import { openSqliteCatalog } from './sqlite/open.js';

export interface CatalogLocation {
  /** An existing directory; the catalog lies in it when there is no address. */
  readonly stateDir: string;
  /** `postgres://…` */
  readonly url?: string | undefined;
}

/** Opens, and makes where it is missing, the catalog that a build uses. */
export function openCatalog({ stateDir, url }: CatalogLocation): Promise<Result<Catalog, CatalogFailure>> {
  return url === undefined ? openSqliteCatalog(stateDir) : openPostgresCatalog(url);
}
