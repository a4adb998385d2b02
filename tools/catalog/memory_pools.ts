import { decideSlots, describePools, type Claim } from './decide_slots.js';
import type { Pool, Pools } from './pools.js';

export interface MemoryPools extends Pools {
  pools(): Promise<Pool[]>;
  dropExpired(): void;
}

/** @param now milliseconds since the epoch */
export function memoryPools(now: () => number): MemoryPools {
  const sizes = new Map<string, number>();
  let claims: Claim[] = [];
  let lastToken = 0;
  const list = (): { name: string; slots: number }[] => [...sizes].map(([name, slots]) => ({ name, slots }));
  const isSame = (one: Claim, other: Claim): boolean => one.token === other.token && one.pool === other.pool;

  return {
    setPool: (name, slots) => {
      sizes.set(name, slots);
      return Promise.resolve();
    },
    removePool: (name) => {
      claims = claims.filter(({ pool }) => pool !== name);
      return Promise.resolve(sizes.delete(name));
    },
    pools: () => Promise.resolve(describePools(list(), claims, now())),
    takeSlots: (request) => {
      const decision = decideSlots(request, list(), claims, { nowMs: now(), nextToken: () => ++lastToken });
      const ended = new Set(decision.ended);
      const kept = claims.filter(
        (claim) => !ended.has(claim.token) && !decision.put.some((written) => isSame(written, claim)),
      );
      claims = [...kept, ...decision.put];
      return Promise.resolve(decision.outcomes);
    },
    renewSlots: (owner, ttlMs) => {
      const expiresMs = now() + ttlMs;
      claims = claims.map((claim) => (claim.owner === owner ? { ...claim, expiresMs } : claim));
      return Promise.resolve();
    },
    dropExpired: () => {
      claims = claims.filter(({ expiresMs }) => expiresMs > now());
    },
  };
}
