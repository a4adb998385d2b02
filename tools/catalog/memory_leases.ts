import { longestLeaseMs } from './lease_owner.js';
import type { LeaseOutcome, LeaseRequest, Leases } from './leases.js';

interface Row {
  readonly owner: string;
  readonly token: number;
  readonly expires: number;
}

export interface MemoryLeases extends Leases {
  tokenOf(key: string): number | undefined;
  dropExpired(): void;
}

/** @param now milliseconds since the epoch */
export function memoryLeases(now: () => number): MemoryLeases {
  const rows = new Map<string, Row>();
  let lastToken = 0;

  const acquireOne = (key: string, { owner, ttlMs, gone = [] }: LeaseRequest): LeaseOutcome => {
    const row = rows.get(key);
    const time = now();
    if (row !== undefined && row.owner !== owner && row.expires > time && !gone.includes(row.owner)) {
      const expires = Math.min(row.expires, time + longestLeaseMs(row.owner));
      rows.set(key, { ...row, expires });
      return { acquired: false, holder: { owner: row.owner, remainingMs: expires - time } };
    }
    const token = row?.owner === owner ? row.token : ++lastToken;
    rows.set(key, { owner, token, expires: time + ttlMs });
    return { acquired: true, lease: { owner, token, remainingMs: ttlMs } };
  };

  return {
    acquire: (request) =>
      Promise.resolve(new Map([...new Set(request.keys)].map((key) => [key, acquireOne(key, request)]))),
    heartbeat: (held, ttlMs) => {
      const lost: string[] = [];
      for (const [key, token] of held) {
        const row = rows.get(key);
        if (row?.token === token) rows.set(key, { ...row, expires: now() + ttlMs });
        else lost.push(key);
      }
      return Promise.resolve(lost);
    },
    release: (held) => {
      for (const [key, token] of held) if (rows.get(key)?.token === token) rows.delete(key);
      return Promise.resolve();
    },
    tokenOf: (key) => rows.get(key)?.token,
    dropExpired: () => {
      for (const [key, row] of rows) if (row.expires <= now()) rows.delete(key);
    },
  };
}
