import { ok, type Result } from '../../base/model/index.js';
import type { CatalogView } from '../catalog.js';
import { viewOver } from '../catalog_over.js';
import type { CatalogFailure } from '../failure.js';
import { memoryCatalog } from '../memory.js';
import type { StoreView } from '../store.js';
import type { SqliteOptions } from './open.js';
import { openReader, type Reader } from './reader.js';

/**
 * Opens the catalog of a state directory for reading only. It needs no right to write, changes and creates no file,
 * and sees what other processes record meanwhile. A catalog that does not exist is empty, and is not created. A
 * catalog of an earlier version is copied, and the copy is migrated.
 */
export async function openSqliteView(
  stateDir: string,
  options: Pick<SqliteOptions, 'busyTimeoutMs'> = {},
): Promise<Result<CatalogView, CatalogFailure>> {
  const opened = await openReader(stateDir, options.busyTimeoutMs);
  if (!opened.ok) return opened;
  return ok(opened.value === undefined ? memoryCatalog() : viewOver(viewOf(opened.value)));
}

/** A view of a catalog that other processes may write at any time. */
function viewOf(reader: Reader): StoreView {
  return {
    place: reader.path,
    current: (refs) => reader.read(({ view }) => view.current(refs)),
    bodies: (ids) => reader.read(({ view }) => view.bodies(ids)),
    events: (refs) => reader.read(({ view }) => view.events(refs)),
    heads: (refs) => reader.read(({ view }) => view.heads(refs)),
    durations: (jobs, limit) => reader.read(({ view }) => view.durations(jobs, limit)),
    inputs: (refs, limit) => reader.read(({ view }) => view.inputs(refs, limit)),
    partitionsPage: (query) => reader.read(({ view }) => view.partitionsPage(query)),
    manifestsPage: (after, limit) => reader.read(({ view }) => view.manifestsPage(after, limit)),
    forgettingsPage: (after, limit) => reader.read(({ view }) => view.forgettingsPage(after, limit)),
    changes: (after, limit) => reader.read(({ view }) => view.changes(after, limit)),
    snapshot: () => reader.read(({ view }) => view.snapshot()),
    pools: () => reader.read(({ view }) => view.pools()),
    close: () => reader.close(),
  };
}
