import { afterEach } from '@jest/globals';
import type { Catalog } from '../catalog.js';
import type { CatalogLocation } from '../open.js';

/** A catalog that a test can open any number of times. */
export interface CatalogPlace {
  readonly open: () => Promise<Catalog>;
  /** Advances the catalog's clock. */
  readonly elapse: (ms: number) => Promise<void>;
}

/** A catalog that other processes can open, too. */
export interface SharedPlace extends CatalogPlace {
  readonly location: CatalogLocation;
}

/** Creates catalogs for a test. Everything that it opens is closed after the test. */
export interface Subject<P extends CatalogPlace> {
  /** A new, empty catalog. */
  readonly place: () => Promise<P>;
  /** Opens a new, empty catalog. */
  readonly catalog: () => Promise<Catalog>;
}

/** Call it once in a test file. */
export function subject<P extends CatalogPlace>(newPlace: () => Promise<P>): Subject<P> {
  const opened: Catalog[] = [];
  afterEach(async () => {
    for (const catalog of opened.splice(0)) await catalog.close();
  });
  const place = async (): Promise<P> => {
    const made = await newPlace();
    const open = async (): Promise<Catalog> => {
      const catalog = await made.open();
      opened.push(catalog);
      return catalog;
    };
    return { ...made, open };
  };
  return { place, catalog: async () => (await place()).open() };
}

/** All items of an asynchronous iterable. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
