/**
 * The right to work on a key for a limited time, so that two builds do not make the same partition.
 *
 * The holder renews a lease before it expires. After it has expired, the next build that requests it takes it over
 * with a higher token. The old token is then stale, and `record` rejects manifests under it.
 *
 * A lease never lasts longer than when it was last renewed. If it was acquired while the clock was ahead, it is
 * shortened when another build requests it. A living owner renews it in time.
 */
export interface Lease {
  /** Who holds it; unique for each build. `readOwner` parses it. */
  readonly owner: string;
  /** Time until it expires, in milliseconds by the catalog's clock; 0 or less if it has expired. */
  readonly remainingMs: number;
}

/** A lease that the caller holds. */
export interface HeldLease extends Lease {
  /** Greater than that of every lease given before, for any key. */
  readonly token: number;
}

export type LeaseOutcome =
  { readonly acquired: true; readonly lease: HeldLease } | { readonly acquired: false; readonly holder: Lease };

export interface LeaseRequest {
  /** The keys to lease: refs, ids of tasks, or any other text. */
  readonly keys: readonly string[];
  readonly owner: string;
  readonly ttlMs: number;
  /** Owners that are known to be gone. Their leases count as expired. */
  readonly gone?: readonly string[];
}

/** key → token. The owner needs the token to renew or release a lease. */
export type LeaseTokens = ReadonlyMap<string, number>;

/** Leases in batches, one transaction each, by the clock of the catalog. */
export interface Leases {
  /**
   * Acquires the keys that are free, expired, or already held by the owner (these keep their token). For each of the
   * others, the outcome has the holder.
   */
  acquire(request: LeaseRequest): Promise<Map<string, LeaseOutcome>>;
  /**
   * Renews the leases for `ttlMs` from now.
   *
   * @returns the keys that were lost: another owner took them over, or they were released
   */
  heartbeat(held: LeaseTokens, ttlMs: number): Promise<string[]>;
  /** Releases leases. A lease that is held under another token is not released. */
  release(held: LeaseTokens): Promise<void>;
}
