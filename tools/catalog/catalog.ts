import type { Manifest, PartitionRef, Result } from '../base/model/index.js';
import type { CatalogProblem } from './catalog_problem.js';
import type { ImportFailure, ImportSummary } from './import_outcome.js';
import type { Leases } from './leases.js';

/** The current manifest of a partition. */
export interface CurrentManifest {
  readonly id: string;
  readonly versionKey: string;
  readonly contentKey: string | undefined;
  readonly jobVersion: string;
}

/** Under which lease a manifest is recorded. */
export interface Fence {
  readonly key: string;
  readonly token: number;
}

export interface RecordOutcome {
  /** Ids of the manifests that were turned away: their lease is gone or another's. */
  readonly stale: readonly string[];
}

/** One thing that happened to a ref. `atMicros`: microseconds since the epoch; strictly increases in one catalog. */
export type HistoryEntry =
  | { readonly kind: 'recorded'; readonly atMicros: number; readonly manifest: Manifest }
  | { readonly kind: 'forgotten'; readonly atMicros: number };

export interface ListQuery {
  /** Only refs that begin so. */
  readonly prefix?: string | undefined;
  /** Only what was recorded at this time or later, in milliseconds since the epoch. */
  readonly since?: number | undefined;
  /** Only what was recorded before this time. */
  readonly until?: number | undefined;
  /** Only refs behind this one: where an earlier listing ended. */
  readonly after?: string | undefined;
  /** At most so many. */
  readonly limit?: number | undefined;
}

export interface ListedPartition extends CurrentManifest {
  readonly ref: PartitionRef;
  readonly atMicros: number;
}

export interface GcReport {
  readonly manifestsDropped: number;
  readonly manifestsKept: number;
}

/** `what`: a manifest by its id, or a ref. `detail`: what is wrong with it. */
export type OnDamaged = (what: string, detail: string) => void;

/** Called for every batch, with how many rows it had. */
export type OnRows = (rows: number) => void;

/**
 * What a command that only looks sees of a catalog. Every operation takes a batch, and costs one query or one
 * transaction however large it is. Operations reject with a `CatalogError` when the store lets them down.
 */
export interface CatalogView {
  /** The current manifests of those of the refs that have one. */
  current(refs: readonly PartitionRef[]): Promise<Map<PartitionRef, CurrentManifest>>;
  /** Manifests by id; an id that is not known is left out. */
  manifests(ids: readonly string[]): Promise<Map<string, Manifest>>;
  /** All that happened to each ref, newest first. A ref that the catalog never heard of is left out. */
  history(refs: readonly PartitionRef[]): Promise<Map<PartitionRef, HistoryEntry[]>>;
  /**
   * How long the latest tasks of each job took, in milliseconds, newest first: those of its newest manifests that were
   * built, not adopted or blessed. A job that has none is left out.
   *
   * @param limit so many of each job at most
   */
  durations(jobs: readonly string[], limit: number): Promise<Map<string, number[]>>;
  /** What exists now, in order of the refs' bytes, read page by page. */
  list(query?: ListQuery): AsyncIterable<ListedPartition>;
  /**
   * Everything but the leases, as JSON Lines (see docs/catalog.md), read page by page. No line feeds.
   *
   * @param onDamaged hears of each row that is damaged and therefore left out; without it the export rejects there
   */
  exportLines(onDamaged?: OnDamaged): AsyncIterable<string>;
  /** What does not fit together, read page by page. Each manifest and each partition is a row. */
  verify(onRead?: OnRows): AsyncIterable<CatalogProblem>;
  /** Opaque; changes whenever something becomes current or stops being so. */
  snapshot(): Promise<string>;
  close(): Promise<void>;
}

/** Where manifests live and leases are held. */
export interface Catalog extends CatalogView, Leases {
  /**
   * Makes the manifests durable, all or none, and current for their outputs; of two for one ref the later wins. A
   * manifest that is there already is left as it is, so that a batch may be sent again when nobody knows whether it
   * arrived.
   *
   * @param fences by id of manifest: recorded only while that lease has that token
   */
  record(manifests: readonly Manifest[], fences?: ReadonlyMap<string, Fence>): Promise<RecordOutcome>;
  /**
   * Takes the refs for missing from now on. Their manifests stay in the history, where this is noted too.
   *
   * @returns those that were there, in order
   */
  forget(refs: readonly PartitionRef[]): Promise<PartitionRef[]>;
  /**
   * Merges what another catalog exported: what is known stays, and of all that happened to a ref the latest counts.
   * Importing twice changes nothing, and the order of imports does not matter. Batches before a bad line are kept.
   */
  importLines(
    lines: AsyncIterable<string> | Iterable<string>,
    onRead?: OnRows,
  ): Promise<Result<ImportSummary, ImportFailure>>;
  /**
   * Drops manifests, except those that are current, the newest `keepLast` of each ref, and the direct inputs of all
   * these. Leases that have run out go too.
   */
  gc(options: { readonly keepLast: number }): Promise<GcReport>;
}
