import { ownerText, readOwner, type Database, type Sql } from '../../catalog/index.js';
import { hasEnded, ownProcessMark } from '../../base/runtime/index.js';
import { COLUMNS, type RequestRow } from './request.js';
import type { State } from './states.js';

/** Claims of one replica: the requests that nobody else works on, for as long as they are renewed. */
export interface Claims {
  /** The text of the owner in the rows. It names the process, so that others on this machine see when that has ended. */
  readonly owner: string;
  /** Gives up the claims of processes that have certainly ended. */
  readonly releaseEnded: () => Promise<void>;
  /** Renews all own claims, as often as they need it. @returns the requests that are still claimed */
  readonly renew: () => Promise<RequestRow[]>;
  /** Claims requests that nobody owns, or whose claim has expired; the most important ones first. */
  readonly claim: (states: readonly State[], limit: number) => Promise<RequestRow[]>;
  /** Gives up all own claims, so that another replica, or the next start, goes on at once. */
  readonly release: () => Promise<void>;
}

export interface ClaimOptions {
  readonly database: Database;
  readonly clock: { readonly now: () => number };
  /** For people: `host` or `host:port`. */
  readonly name: string;
  /** Tells this start from others. */
  readonly id: string;
  readonly ttlMs: number;
}

/** How often a claim is renewed while it lasts. */
const RENEWALS = 3;

export function openClaims({ database, clock, name, id, ttlMs }: ClaimOptions): Claims {
  const owner = ownerText({ name: `${name}:${id}`, ttlMs, processes: [ownProcessMark()] });
  let renewedAt = -Infinity;
  return {
    owner,
    releaseEnded: async () => {
      const rows = await database.all<{ owner: string }>(
        'SELECT DISTINCT owner FROM requests WHERE owner IS NOT NULL AND owner <> $1',
        [owner],
      );
      for (const each of rows) {
        const { processes } = readOwner(each.owner);
        if (processes.length > 0 && processes.every(hasEnded)) await releaseAll(database, each.owner);
      }
    },
    renew: async () => {
      const now = clock.now();
      const isDue = now >= renewedAt + ttlMs / RENEWALS;
      if (isDue) renewedAt = now;
      // Others may work on the same database, so nothing is written more often than it must be.
      if (!isDue) return database.all<RequestRow>(`SELECT ${COLUMNS} FROM requests WHERE owner = $1`, [owner]);
      return database.transaction((sql) =>
        sql.all<RequestRow>(`UPDATE requests SET owner_expires = $2 WHERE owner = $1 RETURNING ${COLUMNS}`, [
          owner,
          now + ttlMs,
        ]),
      );
    },
    claim: async (states, limit) => {
      const active = states.map((state) => `'${state}'`).join(', ');
      const free = `state IN (${active}) AND (owner IS NULL OR owner_expires < $1)`;
      const [any] = await database.all(`SELECT id FROM requests WHERE ${free} LIMIT 1`, [clock.now()]);
      if (any === undefined) return [];
      const skip = database.kind === 'postgres' ? ' FOR UPDATE SKIP LOCKED' : '';
      return database.transaction((sql) =>
        sql.all<RequestRow>(
          `UPDATE requests SET owner = $2, owner_expires = $3 WHERE id IN (
SELECT id FROM requests WHERE ${free} ORDER BY priority DESC, id LIMIT $4${skip}) RETURNING ${COLUMNS}`,
          [clock.now(), owner, clock.now() + ttlMs, limit],
        ),
      );
    },
    release: () => releaseAll(database, owner),
  };
}

async function releaseAll(sql: Sql, owner: string): Promise<void> {
  await sql.run('UPDATE requests SET owner = NULL, owner_expires = NULL WHERE owner = $1', [owner]);
}
