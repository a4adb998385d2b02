import { err, ok, type Result } from '../../base/model/index.js';
import type { CatalogView } from '../catalog.js';
import { viewOver } from '../catalog_over.js';
import { CatalogError, type CatalogFailure } from '../failure.js';
import { memoryCatalog } from '../memory.js';
import type { StoreView } from '../store.js';
import { catalogPath, filesState, obstacleTo, pathFailure } from './files.js';
import { BUSY_TIMEOUT_MS, type SqliteOptions } from './open.js';
import { Reader } from './reader.js';

/**
 * Opens the catalog of a state directory for reading only. It needs no right to write, changes and creates no file,
 * and sees what other processes record meanwhile. A catalog that does not exist is empty, and is not created. A
 * catalog of an earlier version is copied, and the copy is migrated.
 */
export async function openSqliteView(
  stateDir: string,
  options: Pick<SqliteOptions, 'busyTimeoutMs'> = {},
): Promise<Result<CatalogView, CatalogFailure>> {
  const path = catalogPath(stateDir);
  const tooLong = pathFailure(path);
  if (tooLong !== undefined) return err(tooLong);
  const obstacle = obstacleTo(path, 'read');
  if (obstacle !== undefined) return err({ reason: 'catalog-unreadable', path, obstacle });
  // Another process that creates the catalog creates an empty file first.
  if ((filesState(path)?.bytes ?? 0n) === 0n) return ok(memoryCatalog());
  // Loaded only here, so that commands without a catalog start without it.
  const { DatabaseSync } = await import('node:sqlite');
  const reader = new Reader({ Database: DatabaseSync, path, busyTimeoutMs: options.busyTimeoutMs ?? BUSY_TIMEOUT_MS });
  try {
    // Any problem with the catalog shows in this first read.
    await reader.read(({ view }) => view.snapshot());
    return ok(viewOver(viewOf(reader, path)));
  } catch (error) {
    await reader.close();
    if (error instanceof CatalogError) return err(error.failure);
    throw error;
  }
}

/** A view of a catalog that other processes may write at any time. */
function viewOf(reader: Reader, path: string): StoreView {
  return {
    place: path,
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
