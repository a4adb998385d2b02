import { CatalogError, type Catalog, type CatalogFailure } from '../catalog/index.js';
import type { Manifest } from '../model/index.js';

/** One manifest on its way into the catalog. */
export interface Recording {
  /** Index of the task. */
  readonly task: number;
  readonly manifest: Manifest;
}

export interface RecorderDeps {
  readonly catalog: Catalog;
  /** The manifests are durable: what depends on them may start. */
  readonly onRecorded: (batch: readonly Recording[]) => void;
  readonly onFailed: (batch: readonly Recording[], failure: CatalogFailure) => void;
  /** The catalog threw something that is a bug of ours. */
  readonly onBug: (error: unknown) => void;
}

/** Puts all tasks that finish in one turn of the event loop into one transaction. */
export class Recorder {
  readonly #deps: RecorderDeps;
  #batch: Recording[] = [];
  #unrecorded = 0;

  constructor(deps: RecorderDeps) {
    this.#deps = deps;
  }

  /** Manifests that are not durable yet. */
  get unrecorded(): number {
    return this.#unrecorded;
  }

  add(recording: Recording): void {
    this.#unrecorded++;
    if (this.#batch.push(recording) === 1) setImmediate(() => void this.#flush());
  }

  async #flush(): Promise<void> {
    const { catalog, onRecorded, onFailed, onBug } = this.#deps;
    const batch = this.#batch;
    this.#batch = [];
    try {
      await catalog.record(batch.map(({ manifest }) => manifest));
    } catch (error) {
      this.#unrecorded -= batch.length;
      if (error instanceof CatalogError) onFailed(batch, error.failure);
      else onBug(error);
      return;
    }
    this.#unrecorded -= batch.length;
    onRecorded(batch);
  }
}
