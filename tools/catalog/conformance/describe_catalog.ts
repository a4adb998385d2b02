import { describe } from '@jest/globals';
import { describeContents } from './describe_contents.js';
import { describeDurations } from './describe_durations.js';
import { describeLeases } from './describe_leases.js';
import { describeManifests } from './describe_manifests.js';
import { subject, type Place } from './subject.js';

/**
 * What every catalog does, whatever it is kept in. To be called once in the test file of each backend.
 *
 * @param newPlace makes a new, empty catalog
 */
export function describeCatalog(name: string, newPlace: () => Promise<Place>): void {
  describe(`a catalog in ${name}`, () => {
    const catalogs = subject(newPlace);
    describeManifests(catalogs);
    describeDurations(catalogs);
    describeLeases(catalogs);
    describeContents(catalogs);
  });
}
