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
  /** Renews all own claims. @returns the requests that are still claimed */
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

export function openClaims({ database, clock, name, id, ttlMs }: ClaimOptions): Claims {
  const owner = ownerText({ name: `${name}:${id}`, ttlMs, processes: [ownProcessMark()] });
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
    renew: () =>
      database.transaction((sql) =>
        sql.all<RequestRow>(`UPDATE requests SET owner_expires = $2 WHERE owner = $1 RETURNING ${COLUMNS}`, [
          owner,
          clock.now() + ttlMs,
        ]),
      ),
    claim: (states, limit) =>
      database.transaction((sql) => {
        const active = states.map((state) => `'${state}'`).join(', ');
        const skip = database.kind === 'postgres' ? ' FOR UPDATE SKIP LOCKED' : '';
        return sql.all<RequestRow>(
          `UPDATE requests SET owner = $1, owner_expires = $2 WHERE id IN (
SELECT id FROM requests WHERE state IN (${active}) AND (owner IS NULL OR owner_expires < $3)
ORDER BY priority DESC, id LIMIT $4${skip}) RETURNING ${COLUMNS}`,
          [owner, clock.now() + ttlMs, clock.now(), limit],
        );
      }),
    release: () => releaseAll(database, owner),
  };
}

async function releaseAll(sql: Sql, owner: string): Promise<void> {
  await sql.run('UPDATE requests SET owner = NULL, owner_expires = NULL WHERE owner = $1', [owner]);
}
