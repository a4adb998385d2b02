import type { Sql } from '../../catalog/index.js';
import type { TriggerName } from './events.js';
import { backoffMs, describeSourceFailure, type SourceFailure, type TriggerProblem } from './problem.js';

/** A program of a trigger has succeeded: it has no problem any longer. */
export async function recordSuccess(sql: Sql, { graph, name }: TriggerName): Promise<void> {
  await sql.run(
    'UPDATE triggers SET failures = 0, next_try = 0, problem = NULL WHERE graph = $1 AND name = $2 AND failures > 0',
    [graph, name],
  );
}

/** Counts a failure of a program on its trigger, which calls none for a while. */
export async function recordFailure(
  sql: Sql,
  { graph, name }: TriggerName,
  failure: SourceFailure,
  now: number,
): Promise<void> {
  const [row] = await sql.all<{ failures: number }>(
    'UPDATE triggers SET failures = failures + 1 WHERE graph = $1 AND name = $2 RETURNING failures',
    [graph, name],
  );
  const nextTry = now + backoffMs(row?.failures ?? 1);
  await sql.run('UPDATE triggers SET next_try = $3, problem = $4 WHERE graph = $1 AND name = $2', [
    graph,
    name,
    nextTry,
    JSON.stringify(problemOf(failure, now, nextTry)),
  ]);
}

export function problemOf(failure: SourceFailure, at: number, nextTry?: number): TriggerProblem {
  const detail = describeSourceFailure(failure);
  return { reason: failure.reason, detail, at, ...(nextTry !== undefined && { nextTry }) };
}
