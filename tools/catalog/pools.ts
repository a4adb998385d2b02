/**
 * Pools: resources with a limit that all builds on one catalog share, such as connections to a warehouse.
 *
 * An attempt that uses pools holds slots of all of them from before it starts until it has ended. Slots are leases: a
 * build that stops renewing them loses them. A build takes all slots of an attempt or none, so that no two builds wait for each
 * other. If it does not get them, it has a place in the line, and those behind it leave it as many slots as
 * it needs. So an attempt that needs many gets them in its turn.
 */
export interface Pool {
  readonly name: string;
  readonly slots: number;
  /** Who holds slots, the longest first. */
  readonly holders: readonly PoolHolder[];
  /** Who waits for slots, in turn. */
  readonly waiting: readonly PoolHolder[];
}

export interface PoolHolder {
  /** `readOwner` parses it. */
  readonly owner: string;
  readonly slots: number;
  /** Since when, in milliseconds since the epoch by the catalog's clock; the earliest if it holds several. */
  readonly sinceMs: number;
  /** How long that is, by the same clock. */
  readonly ageMs: number;
}

/** What attempts of one kind need. */
export interface SlotWant {
  /** pool → slots, at least 1 each. A pool that the catalog does not have has no limit. */
  readonly needs: ReadonlyMap<string, number>;
  /** How many attempts could start now. */
  readonly count: number;
}

export interface SlotRequest {
  readonly owner: string;
  readonly ttlMs: number;
  /** Tokens of slots that the owner no longer uses. */
  readonly release: readonly number[];
  /** The first ones go first. They replace all that the owner waited for before. */
  readonly wants: readonly SlotWant[];
  /** Owners that are known to be gone. What they hold is free. */
  readonly gone?: readonly string[];
}

/** What the owner got of one want. */
export interface SlotOutcome {
  /** A token for each attempt that may start. The owner needs it to release the slots. */
  readonly granted: readonly number[];
  /** If it did not get all: who else holds slots of these pools, or waits for them in front of it. */
  readonly blockers: readonly PoolBlocker[];
}

export interface PoolBlocker extends PoolHolder {
  readonly pool: string;
  readonly waits: boolean;
}

/** The side of pools that changes them. Each call is one transaction. */
export interface Pools {
  /** Creates a pool, or changes how many slots it has. Slots that are held stay held. */
  setPool(name: string, slots: number): Promise<void>;
  /** Removes a pool: its users have no limit from now on. @returns whether it existed */
  removePool(name: string): Promise<boolean>;
  /** Releases slots, and takes slots as far as they are free. @returns what it got, in the order of the wants */
  takeSlots(request: SlotRequest): Promise<readonly SlotOutcome[]>;
  /** Keeps all that the owner holds for `ttlMs` from now. */
  renewSlots(owner: string, ttlMs: number): Promise<void>;
}
