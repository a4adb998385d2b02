import type { Obstacle } from '../base/runtime/index.js';

/** Why a catalog cannot be opened or used. `path`: its file, or its address without user and password. */
export type CatalogFailure =
  | { readonly reason: 'catalog-not-a-database'; readonly path: string }
  /** Written by a later DataBuild. */
  | { readonly reason: 'catalog-newer-schema'; readonly path: string; readonly found: number; readonly known: number }
  /** Another process holds it for longer than anybody should wait. */
  | { readonly reason: 'catalog-locked'; readonly path: string; readonly waitedMs: number }
  /** `obstacle`: what this account may not write; left out where it is the server that only reads. */
  | { readonly reason: 'catalog-read-only'; readonly path: string; readonly obstacle?: Obstacle }
  | { readonly reason: 'catalog-unreadable'; readonly path: string; readonly obstacle: Obstacle }
  /** The file has no bytes, and has had more: there are builds beside it. */
  | { readonly reason: 'catalog-truncated'; readonly path: string }
  /** It was open, and its file is not there any more: `missing` is that, or the outermost folder that went with it. */
  | { readonly reason: 'catalog-removed'; readonly path: string; readonly missing: string }
  /** SQLite takes no more than `limit` bytes. */
  | { readonly reason: 'catalog-path-too-long'; readonly path: string; readonly bytes: number; readonly limit: number }
  /** There is a write-ahead log, and this account may not make the index that it is read by. */
  | { readonly reason: 'catalog-index-missing'; readonly path: string; readonly index: string }
  | { readonly reason: 'catalog-disk-full'; readonly path: string }
  /** Not `postgres://[user[:password]@]host[:port]/database`. `path` is what can be shown of it. */
  | { readonly reason: 'catalog-address-invalid'; readonly path: string; readonly detail: string }
  /** Nobody answers at the address. `code`: `ECONNREFUSED`, `ENOTFOUND`, `ETIMEDOUT` … */
  | { readonly reason: 'catalog-server-unreachable'; readonly path: string; readonly code: string }
  /** The server went away in the middle. What was being written is there whole or not at all. */
  | { readonly reason: 'catalog-connection-lost'; readonly path: string; readonly detail: string }
  /** Wrong user or password, or a user without the rights. */
  | { readonly reason: 'catalog-access-denied'; readonly path: string; readonly detail: string }
  /** The user may connect, and has not the rights that the tables need to be written: `INSERT on databuild.leases`. */
  | { readonly reason: 'catalog-rights-missing'; readonly path: string; readonly rights: readonly string[] }
  | { readonly reason: 'catalog-database-missing'; readonly path: string }
  /** `what`: a manifest by its id, or a ref. It was written by something else than DataBuild, or by an earlier one. */
  | {
      readonly reason: 'catalog-row-damaged';
      readonly path: string;
      readonly what: string;
      readonly detail: string;
    }
  | { readonly reason: 'catalog-unavailable'; readonly path: string; readonly detail: string };

/** The store failed during its work: the disk is full, the server died, or another process holds the lock. */
export class CatalogError extends Error {
  readonly failure: CatalogFailure;

  constructor(failure: CatalogFailure, cause: unknown) {
    super(failure.reason, { cause });
    this.name = 'CatalogError';
    this.failure = failure;
  }
}
