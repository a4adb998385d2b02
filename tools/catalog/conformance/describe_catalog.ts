import { describe } from '@jest/globals';
import { describeChanges } from './describe_changes.js';
import { describeContents } from './describe_contents.js';
import { describeDurations } from './describe_durations.js';
import { describeLeases } from './describe_leases.js';
import { describeManifests } from './describe_manifests.js';
import { describePools } from './describe_pools.js';
import { subject, type CatalogPlace } from './subject.js';

/**
 * The behaviour of every catalog, whatever its backend. Call it once in the test file of each backend.
 *
 * @param newPlace creates a new, empty catalog
 */
export function describeCatalog(name: string, newPlace: () => Promise<CatalogPlace>): void {
  describe(`a catalog in ${name}`, () => {
    const catalogs = subject(newPlace);
    describeManifests(catalogs);
    describeDurations(catalogs);
    describeLeases(catalogs);
    describePools(catalogs);
    describeChanges(catalogs);
    describeContents(catalogs);
  });
}
