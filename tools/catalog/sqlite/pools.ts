import { decideSlots, describePools, type Claim, type PoolSize } from '../decide_slots.js';
import type { Pool, Pools } from '../pools.js';
import type { Connection } from './connection.js';

const CLAIMS = 'SELECT token, pool, owner, slots, since_ms, expires_ms, waits FROM pool_claims';

/** Reads the pools. @param now milliseconds since the epoch */
export function sqlitePoolsView({ db, read }: Connection, now: () => number): { pools: () => Promise<Pool[]> } {
  return {
    pools: () =>
      read(() => {
        const sizes = db.prepare('SELECT name, slots FROM pools').all() as unknown as PoolSize[];
        return describePools(sizes, (db.prepare(CLAIMS).all() as unknown as ClaimRow[]).map(claimOf), now());
      }),
  };
}

/** @param now milliseconds since the epoch */
export function sqlitePools({ db, write }: Connection, now: () => number): Pools {
  const selectSizes = db.prepare('SELECT name, slots FROM pools');
  const selectClaims = db.prepare(CLAIMS);
  const putSize = db.prepare('INSERT OR REPLACE INTO pools (name, slots) VALUES (?, ?)');
  const removeSize = db.prepare('DELETE FROM pools WHERE name = ?');
  const removeClaims = db.prepare('DELETE FROM pool_claims WHERE pool = ?');
  const put = db.prepare(
    'INSERT OR REPLACE INTO pool_claims (token, pool, owner, slots, since_ms, expires_ms, waits) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const end = db.prepare('DELETE FROM pool_claims WHERE token = ?');
  const renew = db.prepare('UPDATE pool_claims SET expires_ms = ? WHERE owner = ?');
  const selectLastToken = db.prepare('SELECT last_token FROM catalog');
  const setLastToken = db.prepare('UPDATE catalog SET last_token = ?');

  return {
    setPool: (name, slots) =>
      write(() => {
        putSize.run(name, slots);
      }),
    removePool: (name) =>
      write(() => {
        removeClaims.run(name);
        return removeSize.run(name).changes > 0;
      }),
    takeSlots: (request) =>
      write(() => {
        const sizes = selectSizes.all() as unknown as PoolSize[];
        const claims = (selectClaims.all() as unknown as ClaimRow[]).map(claimOf);
        let lastToken = Number(selectLastToken.get()?.['last_token']);
        const decision = decideSlots(request, sizes, claims, { nowMs: now(), nextToken: () => ++lastToken });
        setLastToken.run(lastToken);
        for (const token of decision.ended) end.run(token);
        for (const { token, pool, owner, slots, sinceMs, expiresMs, waits } of decision.put) {
          put.run(token, pool, owner, slots, sinceMs, expiresMs, Number(waits));
        }
        return decision.outcomes;
      }),
    renewSlots: (owner, ttlMs) =>
      write(() => {
        renew.run(now() + ttlMs, owner);
      }),
  };
}

interface ClaimRow {
  readonly token: number;
  readonly pool: string;
  readonly owner: string;
  readonly slots: number;
  readonly since_ms: number;
  readonly expires_ms: number;
  readonly waits: number;
}

function claimOf({ since_ms: sinceMs, expires_ms: expiresMs, waits, ...claim }: ClaimRow): Claim {
  return { ...claim, sinceMs, expiresMs, waits: waits !== 0 };
}
