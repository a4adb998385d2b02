import type { Sql, SqlValue } from '../../catalog/index.js';
import { COLUMNS, requestOf, type Request, type RequestRow } from './request.js';
import { isEnd, movesOf, STATES, type State, type Step } from './states.js';

/** Columns that a step changes, beside the state. Only names of this code, never of a user. */
export type Changes = Readonly<Record<string, SqlValue>>;

export interface Move {
  readonly id: string;
  readonly step: Step;
  /** The time now. */
  readonly now: number;
  /** Only if this is the owner of the request; left out: whoever owns it. */
  readonly owner?: string;
  /** Only if these columns have these values. */
  readonly where?: Changes;
  readonly set?: Changes;
}

/**
 * Moves a request to its next state, if its state allows the step.
 *
 * @returns the request after it; nothing if it does not allow the step, or belongs to another owner
 */
export async function moveRequest(
  sql: Sql,
  { id, step, now, owner, where = {}, set = {} }: Move,
): Promise<RequestRow | undefined> {
  const parameters: SqlValue[] = [id];
  const parameter = (value: SqlValue): string => `$${String(parameters.push(value))}`;
  const moves = movesOf(step);
  const cases = moves.map(([from, to]) => `WHEN '${from}' THEN '${to}'`).join(' ');
  const changes = Object.entries(set).map(([column, value]) => `, ${column} = ${parameter(value)}`);
  const conditions = Object.entries(owner === undefined ? where : { ...where, owner }).map(
    ([column, value]) => ` AND ${column} = ${parameter(value)}`,
  );
  const from = moves.map(([state]) => `'${state}'`).join(', ');
  const [row] = await sql.all<RequestRow>(
    `UPDATE requests SET state = CASE state ${cases} END${changes.join('')}
WHERE id = $1 AND state IN (${from})${conditions.join('')} RETURNING ${COLUMNS}`,
    parameters,
  );
  if (row === undefined || !isEnd(row.state)) return row;
  // Nobody owns it any more, and nobody waits for what it makes.
  await sql.run('DELETE FROM request_refs WHERE request_id = $1', [id]);
  const [ended] = await sql.all<RequestRow>(
    `UPDATE requests SET owner = NULL, owner_expires = NULL, ended_at = $2 WHERE id = $1 RETURNING ${COLUMNS}`,
    [id, now],
  );
  return ended;
}

export async function findRow(sql: Sql, id: string): Promise<RequestRow | undefined> {
  const [row] = await sql.all<RequestRow>(`SELECT ${COLUMNS} FROM requests WHERE id = $1`, [id]);
  return row;
}

/** The body of a request, as JSON. */
export async function bodyOf(sql: Sql, id: string): Promise<string> {
  const [row] = await sql.all<{ body: string }>('SELECT body FROM requests WHERE id = $1', [id]);
  return row?.body ?? '{}';
}

export interface RequestQuery {
  readonly graph?: string;
  readonly state?: State;
  /** Only builds of this backfill. Left out, only requests that are no build of a backfill. */
  readonly parent?: string;
  /** The id of the last request of the page before. */
  readonly after?: string;
  readonly limit: number;
}

/** Requests, newest first. */
export async function pageOfRequests(
  sql: Sql,
  { graph, state, parent, after, limit }: RequestQuery,
): Promise<Request[]> {
  const parameters: SqlValue[] = [limit];
  const conditions = Object.entries({ 'graph =': graph, 'state =': state, 'parent =': parent, 'id <': after }).flatMap(
    ([condition, value]) => (value === undefined ? [] : [`${condition} $${String(parameters.push(value))}`]),
  );
  if (parent === undefined) conditions.push('parent IS NULL');
  const rows = await sql.all<RequestRow>(
    `SELECT ${COLUMNS} FROM requests WHERE ${conditions.join(' AND ')} ORDER BY id DESC LIMIT $1`,
    parameters,
  );
  return rows.map(requestOf);
}

/** How many requests are in each state, for metrics. */
export async function countRequests(sql: Sql): Promise<Readonly<Record<State, number>>> {
  const rows = await sql.all<{ state: State; n: number }>('SELECT state, COUNT(*) AS n FROM requests GROUP BY state');
  const counts = Object.fromEntries(STATES.map((state) => [state, 0])) as Record<State, number>;
  for (const { state, n } of rows) counts[state] = n;
  return counts;
}
