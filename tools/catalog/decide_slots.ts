import { longestLeaseMs } from './lease_owner.js';
import type { Pool, PoolBlocker, PoolHolder, SlotOutcome, SlotRequest, SlotWant } from './pools.js';
import { compareRefs } from './ref_order.js';

/** Slots of one pool that an attempt holds or waits for. Those with one token are taken and released together. */
export interface Claim {
  /** Greater than those of all claims made before, so that tokens are the order of the line. */
  readonly token: number;
  readonly pool: string;
  readonly owner: string;
  readonly slots: number;
  readonly sinceMs: number;
  readonly expiresMs: number;
  readonly waits: boolean;
}

export interface PoolSize {
  readonly name: string;
  readonly slots: number;
}

/** What a request changes: claims to write, over those with their token and pool, and tokens whose claims end. */
export interface SlotDecision {
  readonly outcomes: readonly SlotOutcome[];
  readonly put: readonly Claim[];
  readonly ended: readonly number[];
}

/**
 * Decides a request. This is the rule of all backends: they read pools and claims and write the decision, in one
 * transaction.
 *
 * @param nextToken gives a new token each time
 */
export function decideSlots(
  { owner, ttlMs, release, wants, gone = [] }: SlotRequest,
  pools: readonly PoolSize[],
  claims: readonly Claim[],
  { nowMs, nextToken }: { readonly nowMs: number; readonly nextToken: () => number },
): SlotDecision {
  const sizes = new Map(pools.map(({ name, slots }) => [name, slots]));
  const released = new Set(release);
  const ended = new Set<number>();
  const written = new Map<string, Claim>();
  const put = (claim: Claim): void => {
    written.set(`${String(claim.token)} ${claim.pool}`, claim);
  };
  const expiresMs = Math.ceil(nowMs + ttlMs);
  const alive: Claim[] = [];
  for (const claim of claims) {
    const mine = claim.owner === owner;
    const isOver = claim.expiresMs <= nowMs || gone.includes(claim.owner) || (mine && released.has(claim.token));
    // A claim that lasts longer than its owner makes them was made while the clock was ahead.
    const latest = Math.ceil(nowMs + longestLeaseMs(claim.owner));
    if (isOver) ended.add(claim.token);
    else if (claim.expiresMs > latest) put({ ...claim, expiresMs: latest });
    if (!isOver) alive.push(claim);
  }

  const held = alive.filter(({ waits }) => !waits);
  let line = alive.filter(({ waits }) => waits);
  /** Places in the line that the owner has had, by what it waits for. */
  const places = new Map<string, number>();
  for (const [token, own] of Map.groupBy(
    line.filter((claim) => claim.owner === owner),
    (claim) => claim.token,
  )) {
    const text = textOf(own.map(({ pool, slots }) => [pool, slots]));
    if (places.has(text)) ended.add(token);
    else places.set(text, token);
  }
  const wanted = new Set(wants.map(({ needs }) => textOf(known(needs, sizes))));
  for (const [text, token] of places) if (!wanted.has(text)) ended.add(token);
  line = line.filter(({ token }) => !ended.has(token));
  const free = new Map(sizes);
  for (const { pool, slots } of held) free.set(pool, (free.get(pool) ?? 0) - slots);

  const claimsOf = (token: number, needs: readonly Need[], waits: boolean): Claim[] =>
    needs.map(([pool, slots]) => ({ token, pool, owner, slots, sinceMs: nowMs, expiresMs, waits }));

  const decide = ({ needs: all, count }: SlotWant): SlotOutcome => {
    const needs = known(all, sizes);
    const text = textOf(needs);
    const place = places.get(text);
    const isInFront = (claim: Claim): boolean =>
      claim.token < (place ?? Infinity) &&
      needs.some(([pool]) => pool === claim.pool) &&
      // It waits in vain: the pool has become smaller.
      claim.slots <= (sizes.get(claim.pool) ?? 0);
    const front = line.filter(isInFront);
    const left = (pool: string): number =>
      (free.get(pool) ?? 0) - front.reduce((sum, claim) => sum + (claim.pool === pool ? claim.slots : 0), 0);
    const granted: number[] = [];
    while (granted.length < count && needs.every(([pool, slots]) => slots <= left(pool))) {
      const token = nextToken();
      granted.push(token);
      claimsOf(token, needs, false).forEach(put);
      for (const [pool, slots] of needs) free.set(pool, (free.get(pool) ?? 0) - slots);
    }
    const isServed = granted.length === count;
    if (place !== undefined && (granted.length > 0 || isServed)) {
      ended.add(place);
      line = line.filter(({ token }) => token !== place);
      places.delete(text);
    }
    if (isServed) return { granted, blockers: [] };
    if (places.has(text)) {
      for (const claim of line) if (claim.token === place) put({ ...claim, expiresMs });
    } else {
      // A claim that has got something goes to the end of the line.
      const waiting = claimsOf(nextToken(), needs, true);
      places.set(text, waiting[0]?.token ?? 0);
      line.push(...waiting);
      waiting.forEach(put);
    }
    const theirs = (claim: Claim): boolean => claim.owner !== owner && needs.some(([pool]) => pool === claim.pool);
    return {
      granted,
      blockers: [...blockersOf(held.filter(theirs), false, nowMs), ...blockersOf(front.filter(theirs), true, nowMs)],
    };
  };
  const outcomes = wants.map(decide);
  return { outcomes, put: [...written.values()].filter(({ token }) => !ended.has(token)), ended: [...ended] };
}

/** Pools as people see them. @param claims in any order; those that have expired do not count */
export function describePools(pools: readonly PoolSize[], claims: readonly Claim[], nowMs: number): Pool[] {
  const alive = claims.filter(({ expiresMs }) => expiresMs > nowMs);
  const sorted = pools.toSorted((one, other) => compareRefs(one.name, other.name));
  return sorted.map(({ name, slots }) => {
    const own = alive.filter(({ pool }) => pool === name);
    return {
      ...{
        name,
        slots,
        holders: holdersOf(
          own.filter(({ waits }) => !waits),
          nowMs,
        ),
      },
      waiting: holdersOf(
        own.filter(({ waits }) => waits),
        nowMs,
      ),
    };
  });
}

type Need = readonly [pool: string, slots: number];

/** What is needed of the pools that exist. */
function known(needs: ReadonlyMap<string, number>, sizes: ReadonlyMap<string, number>): Need[] {
  return [...needs].filter(([pool]) => sizes.has(pool));
}

/** Equal for equal needs. */
function textOf(needs: readonly Need[]): string {
  return JSON.stringify(needs.toSorted(([one], [other]) => compareRefs(one, other)));
}

function blockersOf(claims: readonly Claim[], waits: boolean, nowMs: number): PoolBlocker[] {
  const byPool = Map.groupBy(claims, ({ pool }) => pool);
  return [...byPool].flatMap(([pool, own]) => holdersOf(own, nowMs).map((holder) => ({ ...holder, pool, waits })));
}

/** Adds up the claims of each owner. */
function holdersOf(claims: readonly Claim[], nowMs: number): PoolHolder[] {
  const byOwner = Map.groupBy(
    claims.toSorted((one, other) => one.token - other.token),
    ({ owner }) => owner,
  );
  return [...byOwner].map(([owner, own]) => {
    const sinceMs = Math.min(...own.map((claim) => claim.sinceMs));
    const slots = own.reduce((sum, claim) => sum + claim.slots, 0);
    return { owner, slots, sinceMs, ageMs: Math.max(0, nowMs - sinceMs) };
  });
}
