import { setTimeout } from 'node:timers/promises';
import { err, ok } from '../../base/model/index.js';
import { CatalogError } from '../failure.js';
import { openOnce, type Opened, type Opener } from './open_once.js';

/** How long to wait before the next attempt. */
const AGAIN_MS = 20;

/** Reads a catalog that other processes may write at any time. It opens the catalog again whenever it changed. */
export class Reader {
  readonly #opener: Opener;
  #opened: Opened | undefined;

  constructor(opener: Opener) {
    this.#opener = opener;
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
