import type { Manifest, PartitionRef } from '../base/model/index.js';
import type { CurrentManifest, Fence, GcOptions, GcReport, ListedPartition, RecordOutcome } from './catalog.js';
import type { FeedRows } from './changes.js';
import type { Leases } from './leases.js';
import type { Pool, Pools } from './pools.js';

/**
 * The reading side of a backend; everything else in a catalog is the same for all backends. Rejects with a
 * `CatalogError`.
 */
export interface StoreView {
  /** Its file, or its address without user and password. */
  readonly place: string;
  current(refs: readonly PartitionRef[]): Promise<Map<PartitionRef, CurrentManifest>>;
  /** id → manifest as it was written (JSON). */
  bodies(ids: readonly string[]): Promise<Map<string, string>>;
  /** Newest first. */
  events(refs: readonly PartitionRef[]): Promise<Map<PartitionRef, RefEvent[]>>;
  /** The newest event of each ref. */
  heads(refs: readonly PartitionRef[]): Promise<Map<PartitionRef, RefEvent>>;
  /** See `CatalogView.durations`. If two manifests have the same time, the one that took longer comes first. */
  durations(jobs: readonly string[], limit: number): Promise<Map<string, number[]>>;
  /** See `CatalogView.inputs`. Damaged manifests may contain anything in place of a ref. */
  inputs(refs: readonly PartitionRef[], limit: number): Promise<unknown[]>;
  partitionsPage(query: PartitionsQuery): Promise<ListedPartition[]>;
  /** In the order in which they were written. */
  manifestsPage(after: number, limit: number): Promise<ManifestRow[]>;
  /** Ordered by ref, then time. */
  forgettingsPage(after: Forgetting | undefined, limit: number): Promise<Forgetting[]>;
  /** The changes after a sequence number, in order, and the bounds of the feed at the same moment. */
  changes(after: number, limit: number): Promise<FeedRows>;
  snapshot(): Promise<string>;
  pools(): Promise<Pool[]>;
  close(): Promise<void>;
}

/** `CatalogView.inputs` leaves out manifests with more bytes than this. */
export const MAX_INPUTS_BYTES = 1024 * 1024;

/** A backend. */
export interface Store extends StoreView, Leases, Pools {
  record(entries: readonly NewManifest[]): Promise<RecordOutcome>;
  forget(refs: readonly PartitionRef[]): Promise<PartitionRef[]>;
  /**
   * Adds events that are new. The latest event of a ref counts; if two have the same time, the one with the greater
   * id. The feed of changes gets, for each ref, the added event that is its latest now, if there is one.
   */
  merge(events: ImportedEvents): Promise<MergeCounts>;
  gc(options: Required<GcOptions>): Promise<GcReport>;
}

/** An event of a ref: a manifest was recorded or, without an id, the ref was forgotten. */
export interface RefEvent {
  readonly atMicros: number;
  readonly id: string | undefined;
}

export interface NewManifest {
  readonly manifest: Manifest;
  /** The manifest as it is stored (JSON). */
  readonly body: string;
  readonly fence: Fence | undefined;
}

export interface ImportedManifest {
  readonly manifest: Manifest;
  readonly body: string;
  readonly atMicros: number;
}

export interface Forgetting {
  readonly ref: PartitionRef;
  readonly atMicros: number;
}

export interface ImportedEvents {
  readonly manifests: readonly ImportedManifest[];
  readonly forgettings: readonly Forgetting[];
}

export interface MergeCounts {
  readonly manifestsAdded: number;
  readonly forgettingsAdded: number;
}

export interface PartitionsQuery {
  /** Refs at or after this text, in byte order. */
  readonly from: string;
  /** Refs after this one. */
  readonly after: string | undefined;
  /** Refs before this text. */
  readonly to: string | undefined;
  readonly sinceMicros: number | undefined;
  readonly untilMicros: number | undefined;
  readonly limit: number;
}

export interface ManifestRow {
  /** Position in the order of writing. */
  readonly seq: number;
  readonly id: string;
  readonly atMicros: number;
  readonly body: string;
}
