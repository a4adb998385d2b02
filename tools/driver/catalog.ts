import { err, ok, type Result } from '../base/model/index.js';
import { prepareDirectory } from '../base/runtime/index.js';
import { openCatalog, openCatalogView, type Catalog, type CatalogView } from '../catalog/index.js';
import { failuresOf, type DriverFailure } from './failure.js';
import type { Site } from './site.js';

/** Makes the state directory where it is missing and opens the catalog of a site to write it. The caller closes it. */
export async function openSiteCatalog({ stateDir, catalogUrl }: Site): Promise<Result<Catalog, DriverFailure[]>> {
  const prepared = await prepareDirectory(stateDir, 'state');
  if (!prepared.ok) return err(failuresOf('directory', [prepared.error]));
  const catalog = await openCatalog({ stateDir, url: catalogUrl });
  return catalog.ok ? ok(catalog.value) : err(failuresOf('catalog', [catalog.error]));
}

/** Opens the catalog of a site only to look at it: this needs no right to write, and leaves nothing behind. */
export async function viewSiteCatalog({ stateDir, catalogUrl }: Site): Promise<Result<CatalogView, DriverFailure[]>> {
  const catalog = await openCatalogView({ stateDir, url: catalogUrl });
  return catalog.ok ? ok(catalog.value) : err(failuresOf('catalog', [catalog.error]));
}
