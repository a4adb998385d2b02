import { CatalogError, type Catalog, type CatalogFailure, type Fence } from '../catalog/index.js';
import type { Manifest } from '../base/model/index.js';

/** One manifest on its way into the catalog. */
export interface Recording {
  /** Index of the task. */
  readonly task: number;
  readonly manifest: Manifest;
  /** The lease under which the task ran. */
  readonly fence: Fence;
}

export interface RecorderDeps {
  readonly catalog: Pick<Catalog, 'record'>;
  /** The manifests are durable, so their dependents may start. */
  readonly onRecorded: (batch: readonly Recording[]) => void;
  /** The manifests were not recorded, because another build has taken over the leases. */
  readonly onStale: (batch: readonly Recording[]) => void;
  readonly onFailed: (batch: readonly Recording[], failure: CatalogFailure) => void;
  /** The catalog threw an exception that is a bug. */
  readonly onBug: (error: unknown) => void;
}

/** A finished task is recorded within this time. */
const RECORD_WITHIN_MS = 20;

/**
 * Records tasks that finish close together in one transaction, which costs about as much as recording one. While all slots
 * are busy no slot waits for a finished task; when a slot is idle, {@link hurry} ends the wait.
 */
export class Recorder {
  readonly #deps: RecorderDeps;
  #batch: Recording[] = [];
  #unrecorded = 0;
  #timer: NodeJS.Timeout | undefined;
  #hurrying = false;

  constructor(deps: RecorderDeps) {
    this.#deps = deps;
  }

  /** Manifests that are not durable yet. */
  get unrecorded(): number {
    return this.#unrecorded;
  }

  add(recording: Recording): void {
    this.#unrecorded++;
    this.#batch.push(recording);
    this.#timer ??= setTimeout(() => void this.#flush(), RECORD_WITHIN_MS);
  }

  /** Records at the end of this turn of the event loop, together with whatever else finishes in it. */
  hurry(): void {
    if (this.#batch.length === 0 || this.#hurrying) return;
    this.#hurrying = true;
    setImmediate(() => void this.#flush());
  }

  async #flush(): Promise<void> {
    const { catalog, onRecorded, onStale, onFailed, onBug } = this.#deps;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#hurrying = false;
    const batch = this.#batch;
    this.#batch = [];
    if (batch.length === 0) return;
    let stale: ReadonlySet<string>;
    try {
      const fences = new Map(batch.map(({ manifest, fence }) => [manifest.id, fence]));
      const outcome = await catalog.record(
        batch.map(({ manifest }) => manifest),
        fences,
      );
      stale = new Set(outcome.stale);
    } catch (error) {
      this.#unrecorded -= batch.length;
      if (error instanceof CatalogError) onFailed(batch, error.failure);
      else onBug(error);
      return;
    }
    this.#unrecorded -= batch.length;
    if (stale.size === 0) {
      onRecorded(batch);
      return;
    }
    // The stale ones first: a build that hears only of the recorded ones may conclude that it is done.
    onStale(batch.filter(({ manifest }) => stale.has(manifest.id)));
    onRecorded(batch.filter(({ manifest }) => !stale.has(manifest.id)));
  }
}
