import type { Sql } from '../../catalog/index.js';

/** How the partitions of a backfill stand. */
export interface BackfillProgress {
  readonly cells: number;
  /** Up to date before the backfill began. */
  readonly valid: number;
  readonly waiting: number;
  readonly running: number;
  readonly made: number;
  readonly failed: number;
  /** Builds that the backfill is cut into, and how many of them have ended. */
  readonly builds: number;
  readonly buildsEnded: number;
}

export type CellState = 'valid' | 'waiting' | 'running' | 'made' | 'failed';

/** A partition that a backfill was asked for. */
export interface BackfillCell {
  /** Its place in the request, from 0. */
  readonly number: number;
  readonly ref: string;
  readonly state: CellState;
  /** The request of the build that makes it, once that exists. */
  readonly request?: string;
}

/** A build of a backfill, as it was planned. */
export interface BackfillChunk {
  readonly number: number;
  readonly tasks: number;
  readonly refs: readonly string[];
  readonly force: readonly string[];
  readonly child?: string;
  readonly done: boolean;
}

export interface NewChunk {
  readonly refs: readonly string[];
  readonly force: readonly string[];
}

export interface NewCell {
  readonly ref: string;
  /** Absent if it is valid. */
  readonly chunk?: number;
}

const ROWS_AT_ONCE = 5_000;

/** Writes down how a backfill is cut, in place of an earlier cut. */
export async function writeCut(
  sql: Sql,
  request: string,
  chunks: readonly NewChunk[],
  cells: readonly NewCell[],
): Promise<void> {
  await forgetCut(sql, request);
  for (const [number, { refs, force }] of chunks.entries()) {
    await sql.run('INSERT INTO backfill_chunks (request_id, number, tasks, refs, force) VALUES ($1, $2, $3, $4, $5)', [
      request,
      number,
      refs.length,
      JSON.stringify(refs),
      JSON.stringify(force),
    ]);
  }
  const insert = `INSERT INTO backfill_cells SELECT $1, CAST(value ->> 0 AS BIGINT), value ->> 1, CAST(value ->> 2 AS BIGINT),
value ->> 3 FROM ${sql.batch('$2')}`;
  for (let from = 0; from < cells.length; from += ROWS_AT_ONCE) {
    const rows = cells
      .slice(from, from + ROWS_AT_ONCE)
      .map(({ ref, chunk }, at) => [from + at, ref, chunk ?? null, chunk === undefined ? 'valid' : 'waiting']);
    await sql.run(insert, [request, JSON.stringify(rows)]);
  }
}

interface ChunkRow extends Readonly<Record<string, string | number | null>> {
  readonly number: number;
  readonly tasks: number;
  readonly refs: string;
  readonly force: string;
  readonly child: string | null;
  readonly done: number;
}

/** The first build of a backfill that has not ended. */
export async function currentChunk(sql: Sql, request: string): Promise<BackfillChunk | undefined> {
  const [row] = await sql.all<ChunkRow>(
    'SELECT number, tasks, refs, force, child, done FROM backfill_chunks WHERE request_id = $1 AND done = 0 ORDER BY number LIMIT 1',
    [request],
  );
  if (row === undefined) return undefined;
  const { number, tasks, child } = row;
  return {
    ...{ number, tasks, done: row.done === 1 },
    refs: JSON.parse(row.refs) as string[],
    force: JSON.parse(row.force) as string[],
    ...(child !== null && { child }),
  };
}

/** How many builds a backfill was cut into. */
export async function countChunks(
  sql: Sql,
  request: string,
): Promise<{ readonly builds: number; readonly ended: number }> {
  const [row] = await sql.all<{ builds: number; ended: number | null }>(
    'SELECT COUNT(*) AS builds, CAST(SUM(done) AS BIGINT) AS ended FROM backfill_chunks WHERE request_id = $1',
    [request],
  );
  return { builds: row?.builds ?? 0, ended: row?.ended ?? 0 };
}

export async function setChild(sql: Sql, request: string, number: number, child: string): Promise<void> {
  await sql.run('UPDATE backfill_chunks SET child = $3 WHERE request_id = $1 AND number = $2', [
    request,
    number,
    child,
  ]);
}

/** Writes down how a build of a backfill ended. @param failed the cells of it that were not made */
export async function endChunk(
  sql: Sql,
  request: string,
  number: number,
  failed: readonly string[] | 'all',
): Promise<void> {
  await sql.run('UPDATE backfill_chunks SET done = 1 WHERE request_id = $1 AND number = $2', [request, number]);
  const all = failed === 'all' ? 'failed' : 'made';
  await sql.run('UPDATE backfill_cells SET state = $3 WHERE request_id = $1 AND chunk = $2', [request, number, all]);
  if (failed === 'all' || failed.length === 0) return;
  await sql.run(
    `UPDATE backfill_cells SET state = 'failed' WHERE request_id = $1 AND chunk = $2
AND ref IN (SELECT value ->> 0 FROM ${sql.batch('$3')})`,
    [request, number, JSON.stringify(failed.map((ref) => [ref]))],
  );
}

/** A cell of a build that has begun and not ended is running. */
const CELL_STATE = `CASE WHEN cells.state = 'waiting' AND chunks.child IS NOT NULL THEN 'running' ELSE cells.state END`;
const CELLS = `backfill_cells AS cells LEFT JOIN backfill_chunks AS chunks
ON chunks.request_id = cells.request_id AND chunks.number = cells.chunk`;

export async function progressOf(sql: Sql, request: string): Promise<BackfillProgress> {
  const rows = await sql.all<{ state: CellState; n: number }>(
    `SELECT ${CELL_STATE} AS state, COUNT(*) AS n FROM ${CELLS} WHERE cells.request_id = $1 GROUP BY 1`,
    [request],
  );
  const counts = { valid: 0, waiting: 0, running: 0, made: 0, failed: 0 };
  for (const { state, n } of rows) counts[state] = n;
  const { builds, ended } = await countChunks(sql, request);
  return { cells: rows.reduce((sum, { n }) => sum + n, 0), ...counts, builds, buildsEnded: ended };
}

/** Cells, in the order in which they were asked for. @param after the number of the last cell of the page before */
export async function pageOfCells(
  sql: Sql,
  request: string,
  { after = -1, limit }: { readonly after?: number | undefined; readonly limit: number },
): Promise<BackfillCell[]> {
  const rows = await sql.all<{ number: number; ref: string; state: CellState; child: string | null }>(
    `SELECT cells.number AS number, cells.ref AS ref, ${CELL_STATE} AS state, chunks.child AS child FROM ${CELLS}
WHERE cells.request_id = $1 AND cells.number > $2 ORDER BY cells.number LIMIT $3`,
    [request, after, limit],
  );
  return rows.map(({ number, ref, state, child }) => ({
    number,
    ref,
    state,
    ...(child !== null && { request: child }),
  }));
}

/** Forgets how a backfill was cut: its next plan is cut anew. */
export async function forgetCut(sql: Sql, request: string): Promise<void> {
  await sql.run('DELETE FROM backfill_chunks WHERE request_id = $1', [request]);
  await sql.run('DELETE FROM backfill_cells WHERE request_id = $1', [request]);
}

/** The idempotency key of a build of a backfill: each build of a cut is asked for once. @param planRun of the plan that is cut */
export function childKey(request: string, planRun: string, number: number): string {
  return `backfill/${request}/${planRun}/${String(number)}`;
}
