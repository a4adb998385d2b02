import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../base/runtime/index.js';
import type { Sql } from '../../catalog/index.js';
import { runFiles } from '../builds/index.js';

/** Runs that are looked at by one query. */
const BATCH = 500;

export interface DropRunsOptions {
  readonly database: Sql;
  /** Absolute path. Runs are in `runs/`. */
  readonly stateDir: string;
  /** Runs whose requests ended before this time are dropped, in milliseconds since the epoch. */
  readonly before: number;
  /** Aborted: stops after the current run. */
  readonly signal: AbortSignal;
}

/**
 * Drops the files of runs: their plans, and what their processes printed. A run stays as long as its request is open. The
 * requests stay, without their lists of tasks. What a build recorded is not among these files.
 *
 * @returns how many runs were dropped
 */
export async function dropRuns({ database, stateDir, before, signal }: DropRunsOptions): Promise<number> {
  const ids = await readdir(join(stateDir, 'runs')).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  let dropped = 0;
  for (let begin = 0; begin < ids.length; begin += BATCH) {
    const batch = ids.slice(begin, begin + BATCH);
    for (const id of await droppable(database, batch, before)) {
      if (signal.aborted) return dropped;
      await rm(runFiles(stateDir, id).directory, { recursive: true, force: true });
      dropped++;
    }
  }
  return dropped;
}

/** Those of some runs that belong to requests which all ended before a time. */
async function droppable(sql: Sql, runs: readonly string[], before: number): Promise<readonly string[]> {
  const batch = sql.batch('$1');
  // A request names the runs of its plans before there is a row of the run.
  const rows = await sql.all<{ run: string }>(
    `SELECT run FROM (
  SELECT runs.id AS run, requests.ended_at AS ended_at FROM runs JOIN requests ON requests.id = runs.request_id
  UNION ALL SELECT plan_run, ended_at FROM requests WHERE plan_run IS NOT NULL
  UNION ALL SELECT previous_run, ended_at FROM requests WHERE previous_run IS NOT NULL
) AS used WHERE run IN (SELECT value ->> 0 FROM ${batch})
GROUP BY run HAVING MAX(CASE WHEN ended_at < $2 THEN 0 ELSE 1 END) = 0 ORDER BY run`,
    [JSON.stringify(runs.map((run) => [run])), before],
  );
  return rows.map(({ run }) => run);
}
