import { err, ok, type Result } from '../base/model/index.js';
import { prepareDirectory } from '../base/runtime/index.js';
import { openCatalog, openCatalogView, type Catalog, type CatalogView } from '../catalog/index.js';
import { failuresAt, type DriverFailure } from './failure.js';
import type { Site } from './site.js';

/** Opens the catalog of a site for writing, and creates the state directory if it is missing. The caller closes it. */
export async function openSiteCatalog({ stateDir, catalogUrl }: Site): Promise<Result<Catalog, DriverFailure[]>> {
  const prepared = prepareDirectory(stateDir, 'state');
  if (!prepared.ok) return err(failuresAt('directory', [prepared.error]));
  const catalog = await openCatalog({ stateDir, url: catalogUrl });
  return catalog.ok ? ok(catalog.value) : err(failuresAt('catalog', [catalog.error]));
}

/** Opens the catalog of a site for reading. This needs no write permission, and leaves nothing behind. */
export async function viewSiteCatalog({ stateDir, catalogUrl }: Site): Promise<Result<CatalogView, DriverFailure[]>> {
  const catalog = await openCatalogView({ stateDir, url: catalogUrl });
  return catalog.ok ? ok(catalog.value) : err(failuresAt('catalog', [catalog.error]));
}
