import { longestLeaseMs } from '../lease_owner.js';
import type { LeaseOutcome, Leases } from '../leases.js';
import type { Connection } from './connection.js';

/** @param now milliseconds since the epoch */
export function sqliteLeases({ db, write }: Connection, now: () => number): Leases {
  const select = db.prepare('SELECT owner, token, expires FROM leases WHERE key = ?');
  const put = db.prepare('INSERT OR REPLACE INTO leases (key, owner, token, expires) VALUES (?, ?, ?, ?)');
  const setExpiry = db.prepare('UPDATE leases SET expires = ? WHERE key = ? AND token = ?');
  const remove = db.prepare('DELETE FROM leases WHERE key = ? AND token = ?');
  const selectLastToken = db.prepare('SELECT last_token FROM catalog');
  const setLastToken = db.prepare('UPDATE catalog SET last_token = ?');

  return {
    acquire: ({ keys, owner, ttlMs, gone = [] }) =>
      write(() => {
        const outcomes = new Map<string, LeaseOutcome>();
        const time = now();
        let lastToken = Number(selectLastToken.get()?.['last_token']);
        for (const key of new Set(keys)) {
          const row = select.get(key) as LeaseRow | undefined;
          if (row !== undefined && row.owner !== owner && row.expires > time && !gone.includes(row.owner)) {
            const expires = Math.min(row.expires, time + longestLeaseMs(row.owner));
            if (expires < row.expires) setExpiry.run(expires, key, row.token);
            const holder = { owner: row.owner, remainingMs: expires - time };
            outcomes.set(key, { acquired: false, holder });
            continue;
          }
          const token = row?.owner === owner ? row.token : ++lastToken;
          put.run(key, owner, token, time + ttlMs);
          outcomes.set(key, { acquired: true, lease: { owner, token, remainingMs: ttlMs } });
        }
        setLastToken.run(lastToken);
        return outcomes;
      }),
    heartbeat: (held, ttlMs) =>
      write(() => {
        const expires = now() + ttlMs;
        const lost: string[] = [];
        for (const [key, token] of held) if (setExpiry.run(expires, key, token).changes === 0) lost.push(key);
        return lost;
      }),
    release: (held) =>
      write(() => {
        for (const [key, token] of held) remove.run(key, token);
      }),
  };
}

interface LeaseRow {
  readonly owner: string;
  readonly token: number;
  readonly expires: number;
}
