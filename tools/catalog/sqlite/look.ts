import { setTimeout } from 'node:timers/promises';
import { err, ok, type Result } from '../../base/model/index.js';
import type { CatalogView } from '../catalog.js';
import { viewOver } from '../catalog_over.js';
import { CatalogError, type CatalogFailure } from '../failure.js';
import { memoryCatalog } from '../memory.js';
import type { StoreView } from '../store.js';
import { catalogPath, filesState, obstacleTo, pathFailure } from './files.js';
import { BUSY_TIMEOUT_MS, type SqliteOptions } from './open.js';
import { openOnce, type Opened, type Opener } from './open_once.js';

/**
 * Opens the catalog of a state directory for reading only. It needs no right to write, changes and creates no file,
 * and sees what other processes record meanwhile. A catalog that does not exist is empty, and is not created. A
 * catalog of an earlier version is migrated in memory.
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
    await reader.read((view) => view.snapshot());
    return ok(viewOver(reader.view()));
  } catch (error) {
    await reader.close();
    if (error instanceof CatalogError) return err(error.failure);
    throw error;
  }
}

/** How long to wait before the next attempt. */
const AGAIN_MS = 20;

/** Reads a catalog that other processes may write at any time. It opens the catalog again whenever it changed. */
class Reader {
  readonly #opener: Opener;
  #opened: Opened | undefined;

  constructor(opener: Opener) {
    this.#opener = opener;
  }

  view(): StoreView {
    return {
      place: this.#opener.path,
      current: (refs) => this.read((view) => view.current(refs)),
      bodies: (ids) => this.read((view) => view.bodies(ids)),
      events: (refs) => this.read((view) => view.events(refs)),
      heads: (refs) => this.read((view) => view.heads(refs)),
      durations: (jobs, limit) => this.read((view) => view.durations(jobs, limit)),
      inputs: (refs, limit) => this.read((view) => view.inputs(refs, limit)),
      partitionsPage: (query) => this.read((view) => view.partitionsPage(query)),
      manifestsPage: (after, limit) => this.read((view) => view.manifestsPage(after, limit)),
      forgettingsPage: (after, limit) => this.read((view) => view.forgettingsPage(after, limit)),
      changes: (after, limit) => this.read((view) => view.changes(after, limit)),
      snapshot: () => this.read((view) => view.snapshot()),
      pools: () => this.read((view) => view.pools()),
      close: () => this.close(),
    };
  }

  /** @param work must read synchronously; only its result may be asynchronous */
  async read<T>(work: (view: StoreView) => Promise<T>): Promise<T> {
    const { path, busyTimeoutMs } = this.#opener;
    const deadline = performance.now() + busyTimeoutMs;
    for (;;) {
      const opened = this.#open();
      if (opened !== undefined) {
        const read = await work(opened.view).then(ok, (error: unknown) => err(error));
        if (opened.isSound()) {
          if (read.ok) return read.value;
          throw read.error;
        }
        // Discard whatever was read while another process overwrote it, whether it looks damaged or not.
        if (this.#opened === opened) await this.close();
      }
      if (performance.now() > deadline) {
        throw new CatalogError({ reason: 'catalog-locked', path, waitedMs: busyTimeoutMs }, undefined);
      }
      await setTimeout(AGAIN_MS);
    }
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    await opened?.view.close();
  }

  /** @returns undefined if the next attempt may succeed */
  #open(): Opened | undefined {
    if (this.#opened !== undefined) return this.#opened;
    const opened = openOnce(this.#opener);
    if (opened.ok) return (this.#opened = opened.value);
    if (opened.error === 'again') return undefined;
    throw new CatalogError(opened.error, undefined);
  }
}
