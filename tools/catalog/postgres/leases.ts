import { UNKNOWN_TTL_MS } from '../lease_owner.js';
import type { LeaseOutcome, Leases, LeaseTokens } from '../leases.js';
import type { Connection } from './connection.js';

/** The time of the request. The clock is read once for everything that is decided about a row. */
const ASKED = "excluded.expires - $3 * interval '1 millisecond'";

/** Whether the lease is still held. */
const COUNTS = `(lease.expires > ${ASKED} AND lease.owner <> ALL ($4::text[]))`;

/** The latest time at which it may expire: see `longestLeaseMs`, which reads the same text. */
const LATEST = `${ASKED} + coalesce(substring(lease.owner FROM ' \\{.*"ttlMs":([0-9]+)')::float8, ${String(UNKNOWN_TTL_MS)})
  * interval '1 millisecond'`;

/**
 * Acquires keys that are free, expired or already held by the owner. Rows of other owners are also written, so that
 * every key is returned. All statements lock rows in the order of their keys, so that no two transactions deadlock.
 */
const ACQUIRE = `
INSERT INTO databuild.leases AS lease (key, owner, token, expires)
SELECT key, $2, nextval('databuild.lease_tokens'), clock_timestamp() + $3 * interval '1 millisecond'
FROM (SELECT key FROM unnest($1::text[]) AS wanted (key) ORDER BY key COLLATE "C") AS wanted
ON CONFLICT (key) DO UPDATE SET
  owner = CASE WHEN ${COUNTS} THEN lease.owner ELSE excluded.owner END,
  token = CASE WHEN lease.owner = excluded.owner OR ${COUNTS} THEN lease.token ELSE excluded.token END,
  expires = CASE WHEN lease.owner <> excluded.owner AND ${COUNTS}
    THEN least(lease.expires, ${LATEST}) ELSE excluded.expires END
RETURNING key, owner, token, extract(epoch FROM expires - clock_timestamp())::float8 * 1000 AS remaining`;

const HELD = `
SELECT key, lease.token FROM databuild.leases AS lease
JOIN unnest($1::text[], $2::bigint[]) AS mine (key, token) USING (key)
WHERE lease.token = mine.token ORDER BY key FOR UPDATE OF lease`;

const HEARTBEAT = `
WITH held AS MATERIALIZED (${HELD})
UPDATE databuild.leases AS lease SET expires = clock_timestamp() + $3 * interval '1 millisecond'
FROM held WHERE lease.key = held.key AND lease.token = held.token RETURNING lease.key`;

const RELEASE = `
WITH held AS MATERIALIZED (${HELD})
DELETE FROM databuild.leases AS lease USING held WHERE lease.key = held.key AND lease.token = held.token`;

/** Leases by the clock of the server, which all machines share. */
export function postgresLeases({ query }: Connection): Leases {
  return {
    acquire: async ({ keys, owner, ttlMs, gone = [] }) => {
      const rows = await query<LeaseRow>(ACQUIRE, [[...new Set(keys)], owner, ttlMs, gone]);
      return new Map(rows.map((row) => [row.key, outcomeOf(row, owner)]));
    },
    heartbeat: async (held, ttlMs) => {
      if (held.size === 0) return [];
      const rows = await query<{ key: string }>(HEARTBEAT, [...columnsOf(held), ttlMs]);
      const renewed = new Set(rows.map(({ key }) => key));
      return [...held.keys()].filter((key) => !renewed.has(key));
    },
    release: async (held) => {
      if (held.size > 0) await query(RELEASE, columnsOf(held));
    },
  };
}

/** pg returns 64-bit integers as text. */
interface LeaseRow {
  readonly key: string;
  readonly owner: string;
  readonly token: string;
  readonly remaining: number;
}

function outcomeOf({ owner, token, remaining }: LeaseRow, asker: string): LeaseOutcome {
  if (owner !== asker) return { acquired: false, holder: { owner, remainingMs: remaining } };
  return { acquired: true, lease: { owner, token: Number(token), remainingMs: remaining } };
}

function columnsOf(held: LeaseTokens): [string[], number[]] {
  return [[...held.keys()], [...held.values()]];
}
