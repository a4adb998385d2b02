/**
 * A right to work on something for a while, so that two builds do not make one partition twice.
 *
 * The holder renews a lease before it expires. After it has expired, the next build that asks takes it over with a higher
 * token; the previous token is stale from then on, and `record` rejects manifests under it.
 *
 * A lease never lasts longer from now than it did when it was renewed: one that was given while the clock was ahead is
 * shortened when a build asks for it. A living owner renews it in time.
 */
export interface Lease {
  /** Who holds it: unique for each build. `readOwner` takes it apart. */
  readonly owner: string;
  /** Until it runs out, in milliseconds by the catalog's clock; 0 or less when it has. */
  readonly remainingMs: number;
}

/** A lease of one's own. */
export interface HeldLease extends Lease {
  /** Greater than that of every lease given before, for any key. */
  readonly token: number;
}

export type LeaseOutcome =
  { readonly acquired: true; readonly lease: HeldLease } | { readonly acquired: false; readonly holder: Lease };

export interface LeaseRequest {
  /** What is to be leased: refs, or ids of tasks. Any text. */
  readonly keys: readonly string[];
  readonly owner: string;
  readonly ttlMs: number;
  /** Owners that are known to be gone: their leases are as good as run out. */
  readonly gone?: readonly string[];
}

/** key → token: what its owner shows to keep or to give back a lease. */
export type LeaseTokens = ReadonlyMap<string, number>;

/** Leases in batches: one transaction each, by the clock of the catalog. */
export interface Leases {
  /**
   * Gets those of the keys that are free, have run out, or are the owner's already (which keep their token). For each
   * of the others it says who holds it.
   */
  acquire(request: LeaseRequest): Promise<Map<string, LeaseOutcome>>;
  /**
   * Lets the leases last for `ttlMs` from now.
   *
   * @returns the keys that are lost: others have taken them over, or they were given back
   */
  heartbeat(held: LeaseTokens, ttlMs: number): Promise<string[]>;
  /** Gives leases back. Those that are held under another token stay. */
  release(held: LeaseTokens): Promise<void>;
}
