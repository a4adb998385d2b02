import type { Manifest, ManifestData, PartitionRef, Result } from '../base/model/index.js';
import type { CatalogProblem } from './catalog_problem.js';
import type { ChangesLost, ChangesPage } from './changes.js';
import type { ImportFailure, ImportSummary } from './import_outcome.js';
import type { Leases } from './leases.js';
import type { Pool, Pools } from './pools.js';

/** The current manifest of a partition. */
export interface CurrentManifest {
  readonly id: string;
  readonly versionKey: string;
  readonly contentKey: string | undefined;
  readonly jobVersion: string;
}

/** The lease under which a manifest is recorded. */
export interface Fence {
  readonly key: string;
  readonly token: number;
}

export interface RecordOutcome {
  /** Ids of the manifests that were rejected, because their lease was released or taken over. */
  readonly stale: readonly string[];
}

/** An event of a ref. `atMicros`: microseconds since the epoch, strictly increasing within one catalog. */
export type HistoryEntry =
  | { readonly kind: 'recorded'; readonly atMicros: number; readonly manifest: Manifest }
  | { readonly kind: 'forgotten'; readonly atMicros: number };

export interface ListQuery {
  /** Only refs with this prefix. */
  readonly prefix?: string | undefined;
  /** Only partitions recorded at this time or later, in milliseconds since the epoch. */
  readonly since?: number | undefined;
  /** Only partitions recorded before this time. */
  readonly until?: number | undefined;
  /** Only refs after this one, for example the last ref of an earlier listing. */
  readonly after?: string | undefined;
  /** The maximum number of partitions. */
  readonly limit?: number | undefined;
}

export interface ListedPartition extends CurrentManifest {
  readonly ref: PartitionRef;
  readonly atMicros: number;
}

export interface GcOptions {
  /** How many manifests of each ref are kept. */
  readonly keepLast: number;
  /** How many sequence numbers of the feed of changes are kept; 1,000,000 if it is left out. */
  readonly keepChanges?: number;
}

export interface GcReport {
  readonly manifestsDropped: number;
  readonly manifestsKept: number;
}

/** `what`: the id of a manifest, or a ref. `detail`: what is wrong with it. */
export type OnDamaged = (what: string, detail: string) => void;

/** Called after every batch, with its number of rows. */
export type OnRows = (rows: number) => void;

/**
 * The read-only side of a catalog. Every operation takes a batch, and costs one query or one transaction, whatever
 * the size of the batch. If the store fails, operations reject with a `CatalogError`.
 */
export interface CatalogView {
  /** Its file, or its address without user and password. */
  readonly place: string;
  /** The current manifests of the refs. A ref without one is left out. */
  current(refs: readonly PartitionRef[]): Promise<Map<PartitionRef, CurrentManifest>>;
  /** Manifests by id. An unknown id is left out. */
  manifests(ids: readonly string[]): Promise<Map<string, Manifest>>;
  /** What manifests say of their data, by id. It takes less time than whole manifests, of which it checks only this. */
  data(ids: readonly string[]): Promise<Map<string, ManifestData>>;
  /** The history of each ref, newest first. A ref that the catalog has no record of is left out. */
  history(refs: readonly PartitionRef[]): Promise<Map<PartitionRef, HistoryEntry[]>>;
  /**
   * How long the latest tasks of each job took, in milliseconds, newest first. Only manifests that were built count,
   * not adopted or blessed ones. A job without any is left out.
   *
   * @param limit the maximum number of durations for each job
   */
  durations(jobs: readonly string[], limit: number): Promise<Map<string, number[]>>;
  /**
   * The refs of the materialize inputs in the current manifests of the refs, without duplicates, in no particular order.
   * Manifests that are damaged or larger than 1 MiB (those of thousands of inputs) are left out.
   *
   * @param limit the maximum number of refs
   */
  inputs(refs: readonly PartitionRef[], limit: number): Promise<PartitionRef[]>;
  /** The partitions that exist now, in the byte order of their refs, read page by page. */
  list(query?: ListQuery): AsyncIterable<ListedPartition>;
  /**
   * Everything except leases and pools, as JSON Lines without line feeds (see docs/catalog.md), read page by page.
   *
   * @param onDamaged called for each damaged row, which is left out; without it, the export rejects at the first one
   */
  exportLines(onDamaged?: OnDamaged): AsyncIterable<string>;
  /** Inconsistencies in the catalog, read page by page. Each manifest and each partition counts as a row. */
  verify(onRead?: OnRows): AsyncIterable<CatalogProblem>;
  /**
   * What happened after a place in the feed of changes, in the order of commits. A reader that goes on at `next` each time
   * misses nothing. A new reader requests one change after 0, which gives `newest` (or that the beginning was dropped, and
   * `newest`), then reads what exists, and follows from there.
   *
   * @param after the last sequence number that was read; 0 for the beginning
   * @param limit the maximum number of changes, 1 or more
   */
  changes(after: number, limit: number): Promise<Result<ChangesPage, ChangesLost>>;
  /** Opaque; changes whenever a manifest becomes current or stops being current. */
  snapshot(): Promise<string>;
  /** The pools, by name, with who holds slots of them now. */
  pools(): Promise<Pool[]>;
  close(): Promise<void>;
}

/** Where manifests live and leases are held. */
export interface Catalog extends CatalogView, Leases, Pools {
  /**
   * Makes the manifests durable, all or none, and current for their outputs. If two have the same output, the later
   * one wins. A manifest that is already recorded is not changed, so a batch can be sent again if it is unknown
   * whether it arrived.
   *
   * @param fences the lease of each manifest, by id of the manifest; it is recorded only while the lease has that
   *   token
   */
  record(manifests: readonly Manifest[], fences?: ReadonlyMap<string, Fence>): Promise<RecordOutcome>;
  /**
   * Forgets the refs: from now on they are missing. Their manifests stay in the history, which also records this.
   *
   * @returns the refs that existed, in order
   */
  forget(refs: readonly PartitionRef[]): Promise<PartitionRef[]>;
  /**
   * Merges the export of another catalog. Known manifests are not changed, and the latest event of each ref counts.
   * Importing twice changes nothing, and the order of imports does not matter. Batches before an invalid line are
   * kept.
   */
  importLines(
    lines: AsyncIterable<string> | Iterable<string>,
    onRead?: OnRows,
  ): Promise<Result<ImportSummary, ImportFailure>>;
  /**
   * Drops manifests, except those that are current, the newest `keepLast` of each ref, and the direct inputs of all
   * of these. Also drops expired leases and slots, and all but the newest changes of the feed.
   */
  gc(options: GcOptions): Promise<GcReport>;
}
