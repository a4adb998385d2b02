import type { Sql } from '../../catalog/index.js';
import type { SkippedRange } from './due_slots.js';
import type { NewEvent, Payload } from './event.js';
import { dueSql } from './due.js';
import type { TriggerProblem } from './problem.js';

/** Which trigger something is of. */
export interface TriggerName {
  readonly graph: string;
  readonly name: string;
}

/** A slot or an event, or a range of slots that are not handled, as it is recorded. */
export interface TriggerEvent extends TriggerName {
  readonly key: string;
  /** Sorts by the time at which it was recorded. */
  readonly id: string;
  readonly kind: NewEvent['kind'] | 'skipped';
  readonly at: number;
  readonly payload: Payload | SkippedRange;
  /** How often the programs of the trigger have failed on it. */
  readonly attempts: number;
  readonly problem: TriggerProblem | undefined;
  /** Left out: it is waiting. */
  readonly endedAt: number | undefined;
  /** Id of the request that it has made. */
  readonly request: string | undefined;
  /** Why it has made no request. */
  readonly reason: string | undefined;
  readonly detail: string | undefined;
}

/** An event by its names. */
export type EventName = Pick<TriggerEvent, 'graph' | 'name' | 'key'>;

/** An event that waits. */
export interface WaitingEvent extends TriggerEvent {
  readonly payload: Payload;
}

/** How an event ends: in a request, or in the reason why there is none. */
export type Ending = { readonly request: string } | { readonly reason: string; readonly detail?: string | undefined };

interface EventRow extends Record<string, string | number | null> {
  readonly graph: string;
  readonly name: string;
  readonly key: string;
  readonly id: string;
  readonly kind: string;
  readonly at: number;
  readonly payload: string;
  readonly attempts: number;
  readonly problem: string | null;
  readonly ended_at: number | null;
  readonly request: string | null;
  readonly reason: string | null;
  readonly detail: string | null;
}

const COLUMNS = 'graph, name, key, id, kind, at, payload, attempts, problem, ended_at, request, reason, detail';
const WAITING = 'graph = $1 AND name = $2 AND ended_at IS NULL';

function readEvent({ ended_at, problem, ...row }: EventRow): TriggerEvent {
  return {
    ...row,
    kind: row.kind as TriggerEvent['kind'],
    payload: JSON.parse(row.payload) as TriggerEvent['payload'],
    problem: problem === null ? undefined : (JSON.parse(problem) as TriggerProblem),
    endedAt: ended_at ?? undefined,
    request: row.request ?? undefined,
    reason: row.reason ?? undefined,
    detail: row.detail ?? undefined,
  };
}

/** Adds events that wait. Those whose keys are there already are left as they are. @returns how many are new */
export function addEvents(
  sql: Sql,
  { graph, name }: TriggerName,
  events: readonly NewEvent[],
  nextId: () => string,
): Promise<number> {
  const rows = events.map(({ key, kind, at, payload }) => [key, nextId(), kind, at, JSON.stringify(payload)]);
  return sql.run(
    `INSERT INTO trigger_events (graph, name, key, id, kind, at, payload, attempts, next_try)
SELECT $2, $3, value ->> 0, value ->> 1, value ->> 2, CAST(value ->> 3 AS BIGINT), value ->> 4, 0, 0
FROM ${sql.batch('$1')} WHERE true ON CONFLICT (graph, name, key) DO NOTHING`,
    [JSON.stringify(rows), graph, name],
  );
}

/** Records slots that are not handled, as one row. @param key of the row; it replaces the row of that key, if there is one */
export async function putRange(
  sql: Sql,
  { graph, name }: TriggerName,
  key: string,
  range: SkippedRange,
  { id, now }: { readonly id: string; readonly now: number },
): Promise<void> {
  await sql.run(
    `INSERT INTO trigger_events (graph, name, key, id, kind, at, payload, attempts, next_try, ended_at, reason)
VALUES ($1, $2, $3, $4, 'skipped', $5, $6, 0, 0, $7, $8)
ON CONFLICT (graph, name, key) DO UPDATE SET at = excluded.at, payload = excluded.payload, ended_at = excluded.ended_at`,
    [graph, name, key, id, range.until, JSON.stringify(range), now, range.reason],
  );
}

export async function eventOf(sql: Sql, { graph, name, key }: EventName): Promise<TriggerEvent | undefined> {
  const query = `SELECT ${COLUMNS} FROM trigger_events WHERE graph = $1 AND name = $2 AND key = $3`;
  const [row] = await sql.all<EventRow>(query, [graph, name, key]);
  return row && readEvent(row);
}

/** Events from the newest one back. @param before only those with a smaller id, such as the last one of a page */
export async function listEvents(
  sql: Sql,
  { graph, name }: TriggerName,
  { before, limit }: { readonly before?: string | undefined; readonly limit: number },
): Promise<TriggerEvent[]> {
  const rows = await sql.all<EventRow>(
    `SELECT ${COLUMNS} FROM trigger_events WHERE graph = $1 AND name = $2${before === undefined ? '' : ' AND id < $4'}
ORDER BY id DESC LIMIT $3`,
    [graph, name, limit, ...(before === undefined ? [] : [before])],
  );
  return rows.map(readEvent);
}

export async function countWaiting(sql: Sql, { graph, name }: TriggerName): Promise<number> {
  const [row] = await sql.all<{ count: number }>(`SELECT count(*) AS count FROM trigger_events WHERE ${WAITING}`, [
    graph,
    name,
  ]);
  return row?.count ?? 0;
}

/**
 * The event to handle next: the oldest of those that have failed least often, so that one that always fails does not hold
 * up the others.
 *
 * @param byHand whether only events count that somebody has fired by hand
 */
export async function nextWaiting(
  sql: Sql,
  { graph, name }: TriggerName,
  now: number,
  byHand: boolean,
): Promise<WaitingEvent | undefined> {
  const [row] = await sql.all<EventRow>(
    `SELECT ${COLUMNS} FROM trigger_events WHERE ${WAITING} AND ${dueSql('next_try', '$3')}${byHand ? ` AND kind = 'hand'` : ''}
ORDER BY attempts, id LIMIT 1`,
    [graph, name, now],
  );
  return row && (readEvent(row) as WaitingEvent);
}

/**
 * Ends an event that waits; `writeEnding` says how, in the same transaction.
 *
 * @returns whether it was waiting; if not, somebody else has ended it, and the caller makes no request
 */
export async function endEvent(sql: Sql, { graph, name, key }: EventName, now: number): Promise<boolean> {
  const changed = await sql.run(`UPDATE trigger_events SET ended_at = $4 WHERE ${WAITING} AND key = $3`, [
    graph,
    name,
    key,
    now,
  ]);
  return changed === 1;
}

export async function writeEnding(sql: Sql, { graph, name, key }: EventName, ending: Ending): Promise<void> {
  const columns = 'request' in ending ? [ending.request, null, null] : [null, ending.reason, ending.detail ?? null];
  await sql.run(
    'UPDATE trigger_events SET request = $4, reason = $5, detail = $6 WHERE graph = $1 AND name = $2 AND key = $3',
    [graph, name, key, ...columns],
  );
}

/** A trigger that has events waiting. */
export interface WaitingTrigger extends TriggerName {
  /** When the first of them is due. */
  readonly due: number;
  /** When the first is due that somebody has fired by hand; null without any. */
  readonly byHand: number | null;
}

export async function waitingTriggers(sql: Sql): Promise<WaitingTrigger[]> {
  const rows = await sql.all<{ graph: string; name: string; due: number; by_hand: number | null }>(
    `SELECT graph, name, min(next_try) AS due, min(CASE WHEN kind = 'hand' THEN next_try END) AS by_hand
FROM trigger_events WHERE ended_at IS NULL GROUP BY graph, name`,
  );
  return rows.map(({ by_hand, ...row }) => ({ ...row, byHand: by_hand }));
}
