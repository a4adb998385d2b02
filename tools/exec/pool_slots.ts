import { CatalogError, readOwner, type Catalog, type CatalogFailure, type PoolBlocker } from '../catalog/index.js';
import { takeSlotsFromTheLiving } from './acquire.js';
import type { BuildWaitingForPool } from './events.js';
import type { PoolWant } from './ready_tasks.js';
import { needsPools, type Needs } from './resources.js';

export interface PoolSlotsDeps {
  readonly catalog: Pick<Catalog, 'renewSlots' | 'takeSlots'>;
  readonly needs: Needs;
  readonly owner: string;
  /** Other builds may take over a slot that was not renewed for this long. */
  readonly ttlMs: number;
  readonly elapsed: () => number;
  /** Other builds hold slots of a pool that an attempt needs. Called once for each pool. */
  readonly onWaiting: (pool: string, slots: number, holders: readonly PoolBlocker[]) => void;
  /** Another build was killed, and its slots are free. */
  readonly onOwnerGone: (owner: string) => void;
  /** Slots may have come. */
  readonly onChange: () => void;
  readonly onFailed: (failure: CatalogFailure) => void;
  /** The catalog threw an exception that is a bug. */
  readonly onBug: (error: unknown) => void;
}

/** Time between two requests for slots that others hold: at first, and at most. */
const FIRST_LOOK_MS = 100;
const LAST_LOOK_MS = 1_000;

/** How many times slots are renewed within their time to live. */
const RENEWALS = 3;

/**
 * How long this build may give a slot from one attempt to the next. Short tasks so share a request, and other builds do
 * not wait for much longer than a task takes.
 */
const KEEP_MS = 1_000;

interface Grant {
  readonly token: number;
  /** When it was granted, by `elapsed`. */
  readonly since: number;
}

/**
 * The slots of pools that this build holds, by what attempts need (`Needs`). It takes and releases them in rounds, one at
 * a time, each one request. What is not needed at once is released, so that no build waits for slots that nobody uses.
 */
export class PoolSlots {
  readonly #deps: PoolSlotsDeps;
  readonly #needsPools: boolean;
  /** Granted, and not in use. */
  readonly #free: Grant[][];
  /** In use, the oldest first. Those with the same needs stand for each other. */
  readonly #used: Grant[][];
  #released: number[] = [];
  #wants: readonly PoolWant[] = [];
  /** Needs that the last round did not grant. */
  #unserved: ReadonlySet<number> = new Set();
  readonly #told = new Set<string>();
  #round: Promise<void> | undefined;
  #look: NodeJS.Timeout | undefined;
  #lookAfterMs = FIRST_LOOK_MS;
  #renewal: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(deps: PoolSlotsDeps) {
    this.#deps = deps;
    this.#needsPools = needsPools(deps.needs);
    this.#free = deps.needs.amounts.map(() => []);
    this.#used = deps.needs.amounts.map(() => []);
  }

  /** Whether anything is to come from other builds or the catalog. */
  get pending(): number {
    return this.#unserved.size + (this.#round === undefined ? 0 : 1);
  }

  /** How many attempts with these needs have slots, and have not started. Without needs of pools there is no limit. */
  readonly free = (needs: number): number => (this.#isPooled(needs) ? (this.#free[needs]?.length ?? 0) : Infinity);

  /** An attempt with these needs starts. */
  readonly use = (needs: number): void => {
    const grant = this.#free[needs]?.shift();
    if (grant !== undefined) this.#used[needs]?.push(grant);
  };

  /** An attempt with these needs has ended. */
  readonly giveBack = (needs: number): void => {
    const grant = this.#used[needs]?.shift();
    if (grant === undefined) return;
    if (this.#deps.elapsed() - grant.since < KEEP_MS) this.#free[needs]?.push(grant);
    else this.#released.push(grant.token);
  };

  /**
   * Takes what is missing, and releases the rest.
   *
   * @param wants for how many attempts there should be slots
   * @param mayGrow whether more attempts may need slots soon: then nothing is released
   */
  ask(wants: readonly PoolWant[], mayGrow = false): void {
    if (!this.#needsPools || this.#round !== undefined || this.#closed) return;
    const counts = new Map(wants.map(({ needs, count }) => [needs, count]));
    for (const [needs, free] of mayGrow ? [] : this.#free.entries()) {
      for (const { token } of free.splice(counts.get(needs) ?? 0)) this.#released.push(token);
    }
    this.#wants = wants.flatMap(({ needs, count }) => {
      const missing = count - (this.#free[needs]?.length ?? 0);
      return missing > 0 ? [{ needs, count: missing }] : [];
    });
    const wanted = new Set(this.#wants.map(({ needs }) => needs));
    const isNew = this.#wants.some(({ needs }) => !this.#unserved.has(needs));
    const givesUp = [...this.#unserved].some((needs) => !wanted.has(needs));
    if (isNew || givesUp || this.#released.length > 0) this.#start();
  }

  /** Releases all slots, and leaves the line. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#renewal);
    clearTimeout(this.#look);
    await this.#round;
    const tokens = [...this.#free, ...this.#used].flat().map(({ token }) => token);
    this.#released.push(...tokens);
    this.#wants = [];
    if (this.#released.length > 0 || this.#unserved.size > 0) await this.#guarded(() => this.#take());
  }

  #start(): void {
    clearTimeout(this.#look);
    this.#look = undefined;
    this.#renewal ??= setInterval(() => void this.#renew(), this.#deps.ttlMs / RENEWALS).unref();
    this.#round = this.#guarded(() => this.#take()).then((failure) => {
      this.#round = undefined;
      if (failure !== undefined) this.#deps.onFailed(failure);
      else if (this.#unserved.size > 0) this.#lookLater();
      if (!this.#closed) this.#deps.onChange();
    }, this.#deps.onBug);
  }

  async #take(): Promise<void> {
    const { catalog, needs, owner, ttlMs, elapsed, onOwnerGone } = this.#deps;
    const [wants, release] = [this.#wants, this.#released];
    this.#released = [];
    const request = {
      ...{ owner, ttlMs, release },
      wants: wants.map(({ needs: number, count }) => ({
        needs: needs.pooled[number] ?? new Map<string, number>(),
        count,
      })),
    };
    const { outcomes, takenFrom } = await takeSlotsFromTheLiving(catalog, request);
    for (const name of takenFrom) onOwnerGone(name);
    const since = elapsed();
    const unserved = new Set<number>();
    for (const [index, { needs: number, count }] of wants.entries()) {
      const { granted = [], blockers = [] } = outcomes[index] ?? {};
      for (const token of granted) this.#free[number]?.push({ token, since });
      if (granted.length > 0) this.#lookAfterMs = FIRST_LOOK_MS;
      if (granted.length === count) continue;
      unserved.add(number);
      this.#tell(number, blockers);
    }
    this.#unserved = unserved;
  }

  /** Reports who holds the slots, unless only this build does. */
  #tell(needs: number, blockers: readonly PoolBlocker[]): void {
    for (const [pool, slots] of this.#deps.needs.pooled[needs] ?? []) {
      const holders = blockers.filter((blocker) => blocker.pool === pool && !blocker.waits);
      if (holders.length === 0 || this.#told.has(pool)) continue;
      this.#told.add(pool);
      this.#deps.onWaiting(pool, slots, holders);
    }
  }

  #lookLater(): void {
    if (this.#closed) return;
    const afterMs = Math.min(this.#lookAfterMs, this.#deps.ttlMs / RENEWALS);
    this.#look = setTimeout(() => {
      this.#look = undefined;
      if (this.#round === undefined) this.#start();
    }, afterMs);
    this.#lookAfterMs = Math.min(this.#lookAfterMs * 2, LAST_LOOK_MS);
  }

  /** After a failed renewal the next one follows. */
  async #renew(): Promise<void> {
    const holds = [...this.#free, ...this.#used].some((grants) => grants.length > 0);
    if (!holds && this.#unserved.size === 0) return;
    await this.#guarded(() => this.#deps.catalog.renewSlots(this.#deps.owner, this.#deps.ttlMs));
  }

  /** @returns how the catalog failed */
  async #guarded(work: () => Promise<void>): Promise<CatalogFailure | undefined> {
    try {
      await work();
    } catch (error) {
      if (error instanceof CatalogError) return error.failure;
      this.#deps.onBug(error);
    }
    return undefined;
  }

  #isPooled(needs: number): boolean {
    return (this.#deps.needs.pooled[needs]?.size ?? 0) > 0;
  }
}

/** The event that says who holds the slots that a task needs. */
export function waitingForPool(
  time: number,
  pool: string,
  slots: number,
  blockers: readonly PoolBlocker[],
): BuildWaitingForPool {
  const holders = blockers.map((blocker) => ({
    owner: readOwner(blocker.owner).name,
    slots: blocker.slots,
    since: blocker.sinceMs,
  }));
  return { type: 'build', event: 'waiting-for-pool', time, pool, slots, holders };
}
