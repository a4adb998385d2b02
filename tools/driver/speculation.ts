import type { SpeculationDeps } from '../analyze/analyze/index.js';
import type { AskOptions } from '../analyze/ask/index.js';
import { CatalogError, type CatalogView } from '../catalog/index.js';
import type { GraphSite } from './site.js';

/**
 * How an analysis asks the programs of a site ahead of its waves, by what the catalog has recorded; nothing if the site
 * switches that off. A catalog that fails is not read again: what needs it reports the failure.
 *
 * @param ask how to call programs for refs that may not be needed
 */
export function speculationOf(site: GraphSite, catalog: CatalogView, ask: AskOptions): SpeculationDeps | undefined {
  if (!site.calls.speculates) return undefined;
  let failed = false;
  return {
    ask,
    inputsOf: async (refs, limit) => {
      if (failed) return [];
      try {
        return await catalog.inputs(refs, limit);
      } catch (error) {
        if (!(error instanceof CatalogError)) throw error;
        failed = true;
        return [];
      }
    },
  };
}
