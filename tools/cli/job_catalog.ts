import { openJobCatalogView, type JobCatalogView } from '../catalog/index.js';
import { describeCatalogFailure } from '../report/index.js';
import type { GraphInvocation } from './command.js';
import { siteOf } from './session.js';

/**
 * Opens the job catalog for a command that reads builds. If it cannot be read, the command goes on with the builds of the state
 * directory, and says so if the user has named a catalog.
 */
export async function viewJobCatalog(invocation: GraphInvocation): Promise<JobCatalogView | undefined> {
  const { stateDir, catalogUrl } = siteOf(invocation);
  const opened = await openJobCatalogView({ stateDir, url: catalogUrl });
  if (opened.ok) return opened.value;
  if (catalogUrl !== undefined) {
    const why = describeCatalogFailure(opened.error);
    invocation.messages.line(`warning: ${why}; only the builds of the state directory are known`);
  }
  return undefined;
}
