import type { Catalog, ListQuery } from '../catalog.js';
import { formatMicros } from './time.js';

export const LS_SCHEMA_VERSION = 1;

/**
 * `refs`: only the refs, so that other commands can read them.
 * `long`: also when each was recorded, and its manifest.
 * `json`: JSON Lines.
 */
export type LsFormat = 'refs' | 'long' | 'json';

/** The lines of `catalog ls`, in order of the refs. */
export async function* ls(catalog: Pick<Catalog, 'list'>, query: ListQuery, format: LsFormat): AsyncGenerator<string> {
  for await (const { ref, id, versionKey, contentKey, atMicros } of catalog.list(query)) {
    const recorded = formatMicros(atMicros);
    switch (format) {
      case 'refs':
        yield ref;
        break;
      case 'long':
        yield `${recorded}  ${id}  ${ref}`;
        break;
      case 'json':
        yield JSON.stringify({ schemaVersion: LS_SCHEMA_VERSION, ref, manifest: id, versionKey, contentKey, recorded });
    }
  }
}
