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
  /** The manifests are durable: what depends on them may start. */
  readonly onRecorded: (batch: readonly Recording[]) => void;
  /** Not recorded: another build has taken over the leases. */
  readonly onStale: (batch: readonly Recording[]) => void;
  readonly onFailed: (batch: readonly Recording[], failure: CatalogFailure) => void;
  /** The catalog threw an exception that is a bug of ours. */
  readonly onBug: (error: unknown) => void;
}

/** Nothing that is finished stays unrecorded for longer than this. */
const RECORD_WITHIN_MS = 20;

/**
 * Puts the tasks that finish close together into one transaction, which costs about as much as that of one. While all
 * slots are busy nobody waits for what is finished; when a slot has nothing to do, {@link hurry} ends the wait.
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

  /** Records at the end of this turn of the event loop, with what else finishes in it. */
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
    // First what is to be looked at again: a build that hears only of what is recorded may think that it is over.
    onStale(batch.filter(({ manifest }) => stale.has(manifest.id)));
    onRecorded(batch.filter(({ manifest }) => !stale.has(manifest.id)));
  }
}
