import { setTimeout } from 'node:timers/promises';
import { err, ok, type Result } from '../../base/model/index.js';
import { CatalogError, type CatalogFailure } from '../failure.js';
import { catalogPath, filesState, obstacleTo, pathFailure } from './files.js';
import { BUSY_TIMEOUT_MS } from './open.js';
import { openOnce, type Opened, type Opener } from './open_once.js';

/** How long to wait before the next attempt. */
const AGAIN_MS = 20;

/** Opens the catalog of a state directory for reading only. Nothing if there is no catalog yet. */
export async function openReader(
  stateDir: string,
  busyTimeoutMs = BUSY_TIMEOUT_MS,
): Promise<Result<Reader | undefined, CatalogFailure>> {
  const path = catalogPath(stateDir);
  const tooLong = pathFailure(path);
  if (tooLong !== undefined) return err(tooLong);
  const obstacle = obstacleTo(path, 'read');
  if (obstacle !== undefined) return err({ reason: 'catalog-unreadable', path, obstacle });
  // Another process that creates the catalog creates an empty file first.
  if ((filesState(path)?.bytes ?? 0n) === 0n) return ok(undefined);
  // Loaded only here, so that commands without a catalog start without it.
  const { DatabaseSync } = await import('node:sqlite');
  const reader = new Reader({ Database: DatabaseSync, path, busyTimeoutMs });
  try {
    // Any problem with the catalog shows in this first read.
    await reader.read(({ view }) => view.snapshot());
    return ok(reader);
  } catch (error) {
    await reader.close();
    if (error instanceof CatalogError) return err(error.failure);
    throw error;
  }
}

/** Reads a catalog that other processes may write at any time. It opens the catalog again whenever it changed. */
export class Reader {
  readonly #opener: Opener;
  #opened: Opened | undefined;

  constructor(opener: Opener) {
    this.#opener = opener;
  }

  get path(): string {
    return this.#opener.path;
  }

  /** @param work must read synchronously; only its result may be asynchronous */
  async read<T>(work: (opened: Opened) => Promise<T>): Promise<T> {
    const { path, busyTimeoutMs } = this.#opener;
    const deadline = performance.now() + busyTimeoutMs;
    for (;;) {
      const opened = this.#open();
      if (opened !== undefined) {
        const read = await work(opened).then(ok, (error: unknown) => err(error));
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
