import type { Obstacle } from '../base/runtime/index.js';

/** Why a catalog cannot be opened or used. `path`: its file, or its address without user and password. */
export type CatalogFailure =
  | { readonly reason: 'catalog-not-a-database'; readonly path: string }
  /** Written by a later version of DataBuild. */
  | { readonly reason: 'catalog-newer-schema'; readonly path: string; readonly found: number; readonly known: number }
  /** Another process locked it for longer than `waitedMs`. */
  | { readonly reason: 'catalog-locked'; readonly path: string; readonly waitedMs: number }
  /** `obstacle`: what this account cannot write; left out if the server is read-only. */
  | { readonly reason: 'catalog-read-only'; readonly path: string; readonly obstacle?: Obstacle }
  | { readonly reason: 'catalog-unreadable'; readonly path: string; readonly obstacle: Obstacle }
  /** The file is empty but was not always: the state directory has builds. */
  | { readonly reason: 'catalog-truncated'; readonly path: string }
  /** It was open, and its file is not there any more: `missing` is that, or the outermost folder that went with it. */
  | { readonly reason: 'catalog-removed'; readonly path: string; readonly missing: string }
  /** The path has more than `limit` bytes, the maximum of SQLite. */
  | { readonly reason: 'catalog-path-too-long'; readonly path: string; readonly bytes: number; readonly limit: number }
  /**
   * There is a write-ahead log without its index, and this account cannot create the index, which is needed to read
   * it.
   */
  | { readonly reason: 'catalog-index-missing'; readonly path: string; readonly index: string }
  | { readonly reason: 'catalog-disk-full'; readonly path: string }
  /**
   * The address is not `postgres://[user[:password]@]host[:port]/database`. `path` is the part of it that can be
   * shown.
   */
  | { readonly reason: 'catalog-address-invalid'; readonly path: string; readonly detail: string }
  /** No server answers at the address. `code`: `ECONNREFUSED`, `ENOTFOUND`, `ETIMEDOUT` … */
  | { readonly reason: 'catalog-server-unreachable'; readonly path: string; readonly code: string }
  /** The connection was lost during an operation. What was being written is recorded completely or not at all. */
  | { readonly reason: 'catalog-connection-lost'; readonly path: string; readonly detail: string }
  /** Wrong user or password, or the user lacks rights. */
  | { readonly reason: 'catalog-access-denied'; readonly path: string; readonly detail: string }
  /** The user can connect, but lacks rights to write the tables: `INSERT on databuild.leases`. */
  | { readonly reason: 'catalog-rights-missing'; readonly path: string; readonly rights: readonly string[] }
  | { readonly reason: 'catalog-database-missing'; readonly path: string }
  /**
   * `what`: the id of a manifest, or a ref. The row was written by another program, or by an earlier version of
   * DataBuild.
   */
  | {
      readonly reason: 'catalog-row-damaged';
      readonly path: string;
      readonly what: string;
      readonly detail: string;
    }
  /** It has a number that no double holds, such as 2^63 - 1; DataBuild writes none. `detail` is what SQLite says. */
  | { readonly reason: 'catalog-number-out-of-range'; readonly path: string; readonly detail: string }
  /** Its tables are not those of its version. `detail` is what SQLite says. */
  | { readonly reason: 'catalog-tables-damaged'; readonly path: string; readonly detail: string }
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
