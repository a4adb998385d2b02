import type { Manifest, PartitionRef } from '../model/index.js';

/** The manifest that says what a partition is made of now. */
export interface CurrentManifest {
  readonly id: string;
  readonly versionKey: string;
  readonly contentKey: string | undefined;
}

/**
 * Where manifests live. Every operation takes a batch, and costs one query or one transaction however large it is.
 * Operations reject with a {@link CatalogError} when the store lets them down.
 */
export interface Catalog {
  /** The current manifests of those of the refs that have one. */
  current(refs: readonly PartitionRef[]): Promise<Map<PartitionRef, CurrentManifest>>;
  /** Makes the manifests durable, all or none, and current for their outputs; of two for one ref the later wins. */
  record(manifests: readonly Manifest[]): Promise<void>;
  /** Manifests by id; an id that is not known is left out. */
  manifests(ids: readonly string[]): Promise<Map<string, Manifest>>;
  /** Opaque; changes whenever a manifest is recorded. */
  snapshot(): Promise<string>;
  close(): Promise<void>;
}

/** Why a catalog cannot be opened. */
export type CatalogFailure =
  | { readonly reason: 'catalog-not-a-database'; readonly path: string }
  /** Written by a later DataBuild. */
  | { readonly reason: 'catalog-newer-schema'; readonly path: string; readonly found: number; readonly known: number }
  /** Another process holds it for longer than anybody should wait. */
  | { readonly reason: 'catalog-locked'; readonly path: string; readonly waitedMs: number }
  | { readonly reason: 'catalog-read-only'; readonly path: string }
  | { readonly reason: 'catalog-disk-full'; readonly path: string }
  | { readonly reason: 'catalog-unavailable'; readonly path: string; readonly detail: string };

/** The store failed in the middle of its work: the disk is full, the file was damaged, somebody holds the lock. */
export class CatalogError extends Error {
  readonly failure: CatalogFailure;

  constructor(failure: CatalogFailure, cause: unknown) {
    super(failure.reason, { cause });
    this.name = 'CatalogError';
    this.failure = failure;
  }
}
