import { decideSlots, describePools, type Claim, type PoolSize } from '../decide_slots.js';
import type { Pool, Pools } from '../pools.js';
import type { Client, Connection } from './connection.js';

/** The clock of the server, which all machines share, in milliseconds. */
export const NOW_MS = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint';

const CLAIMS = 'SELECT token, pool, owner, slots, since_ms, expires_ms, waits FROM databuild.pool_claims';

const PUT = `
INSERT INTO databuild.pool_claims (token, pool, owner, slots, since_ms, expires_ms, waits)
SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::int[], $5::bigint[], $6::bigint[], $7::boolean[])
ON CONFLICT (token, pool) DO UPDATE SET expires_ms = excluded.expires_ms`;

/** A request that changes claims locks all pools first, in the order of their names, so that requests take turns. */
const LOCKED_SIZES = 'SELECT name, slots FROM databuild.pools ORDER BY name FOR UPDATE';

/** Pools by the clock of the server. */
export function postgresPools({ query, inTransaction }: Connection): Pools & { pools: () => Promise<Pool[]> } {
  return {
    setPool: async (name, slots) => {
      await query(
        'INSERT INTO databuild.pools (name, slots) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET slots = excluded.slots',
        [name, slots],
      );
    },
    removePool: (name) =>
      inTransaction(async (client) => {
        await client.query(LOCKED_SIZES);
        await client.query('DELETE FROM databuild.pool_claims WHERE pool = $1', [name]);
        return (await client.query('DELETE FROM databuild.pools WHERE name = $1', [name])).rowCount === 1;
      }),
    pools: async () => {
      // One statement, so that both are of one moment.
      const [row] = await query<{ now: string; sizes: PoolSize[] | null; claims: ClaimRow[] | null }>(
        `SELECT ${NOW_MS} AS now, (SELECT json_agg(sizes) FROM databuild.pools AS sizes) AS sizes,
          (SELECT json_agg(claims) FROM (${CLAIMS}) AS claims) AS claims`,
        [],
      );
      return describePools(row?.sizes ?? [], (row?.claims ?? []).map(claimOf), Number(row?.now));
    },
    takeSlots: (request) =>
      inTransaction(async (client) => {
        const { rows: sizes } = await client.query<PoolSize>(LOCKED_SIZES);
        const { rows: claims } = await client.query<ClaimRow>(CLAIMS);
        const most = request.wants.reduce((sum, { count }) => sum + count + 1, 0);
        const { nowMs, tokens } = await reserve(client, most);
        const nextToken = (): number => tokens.next().value ?? 0;
        const decision = decideSlots(request, sizes, claims.map(claimOf), { nowMs, nextToken });
        if (decision.ended.length > 0) {
          await client.query('DELETE FROM databuild.pool_claims WHERE token = ANY($1::bigint[])', [decision.ended]);
        }
        if (decision.put.length > 0) await client.query(PUT, columnsOf(decision.put));
        return decision.outcomes;
      }),
    renewSlots: async (owner, ttlMs) => {
      await query(`UPDATE databuild.pool_claims SET expires_ms = ${NOW_MS} + $2::bigint WHERE owner = $1`, [
        owner,
        Math.ceil(ttlMs),
      ]);
    },
  };
}

/** New tokens, and the time. The pools must be locked: then the order of tokens is that of requests. */
async function reserve(client: Client, count: number): Promise<{ nowMs: number; tokens: Iterator<number, undefined> }> {
  const { rows } = await client.query<{ now: string; tokens: string[] }>(
    `SELECT ${NOW_MS} AS now, ARRAY(SELECT nextval('databuild.lease_tokens') FROM generate_series(1, $1::int)) AS tokens`,
    [count],
  );
  return { nowMs: Number(rows[0]?.now), tokens: (rows[0]?.tokens ?? []).map(Number).values() };
}

/** pg returns 64-bit integers as text. */
interface ClaimRow {
  readonly token: number | string;
  readonly pool: string;
  readonly owner: string;
  readonly slots: number;
  readonly since_ms: number | string;
  readonly expires_ms: number | string;
  readonly waits: boolean;
}

function claimOf({ token, since_ms: since, expires_ms: expires, ...claim }: ClaimRow): Claim {
  return { ...claim, token: Number(token), sinceMs: Number(since), expiresMs: Number(expires) };
}

function columnsOf(claims: readonly Claim[]): unknown[] {
  return [
    claims.map(({ token }) => token),
    claims.map(({ pool }) => pool),
    claims.map(({ owner }) => owner),
    claims.map(({ slots }) => slots),
    claims.map(({ sinceMs }) => Math.floor(sinceMs)),
    claims.map(({ expiresMs }) => Math.ceil(expiresMs)),
    claims.map(({ waits }) => waits),
  ];
}
