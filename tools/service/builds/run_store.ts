import type { ProcessMark } from '../../base/model/index.js';
import type { Sql } from '../../catalog/index.js';
import { recordDeploymentOfBuild } from '../deployments/index.js';
import type { ProcessEnd, RunOutcome } from './run_end.js';
import { runOf, type Run, type RunRow } from './run.js';

/** What is known of a run before its process exists. */
export type NewRun = Pick<
  Run,
  'id' | 'request' | 'graph' | 'deployment' | 'replica' | 'host' | 'directory' | 'startedAt'
>;

/** Writes down that a run is about to start. */
export async function insertRun(sql: Sql, run: NewRun): Promise<void> {
  await sql.run(
    `INSERT INTO runs (id, request_id, graph, deployment, state, replica, host, directory, started_at)
VALUES ($1, $2, $3, $4, 'starting', $5, $6, $7, $8)`,
    [run.id, run.request, run.graph, run.deployment, run.replica, run.host, run.directory, run.startedAt],
  );
}

/** Writes down the process of a run, before that begins. */
export async function recordProcess(sql: Sql, id: string, mark: ProcessMark): Promise<void> {
  await sql.run(`UPDATE runs SET state = 'running', mark = $2 WHERE id = $1`, [id, JSON.stringify(mark)]);
}

/** Writes down the build of a run, and by that the deployment of everything that it makes: manifests name their build. */
export async function recordBuild(sql: Sql, id: string, build: string): Promise<void> {
  await sql.run('UPDATE runs SET build_id = $2 WHERE id = $1', [id, build]);
  const run = await findRun(sql, id);
  if (run !== undefined) await recordDeploymentOfBuild(sql, build, run.graph, run.deployment);
}

export interface RunEnd {
  readonly outcome: RunOutcome;
  readonly end: ProcessEnd;
  readonly build?: string;
  readonly stderrTail: string;
}

/** Writes down how a run ended. The first one who does so is right. */
export async function recordEnd(sql: Sql, id: string, now: number, ended: RunEnd): Promise<void> {
  const { outcome, end, build, stderrTail } = ended;
  if (build !== undefined) await recordBuild(sql, id, build);
  await sql.run(
    `UPDATE runs SET state = $2, ended_at = $3, exit_code = $4, signal = $5, build_id = COALESCE($6, build_id), stderr_tail = $7
WHERE id = $1 AND ended_at IS NULL`,
    [
      ...[id, outcome, now],
      end !== undefined && 'code' in end ? end.code : null,
      end !== undefined && 'signal' in end ? end.signal : null,
      build ?? null,
      stderrTail,
    ],
  );
}

export async function findRun(sql: Sql, id: string): Promise<Run | undefined> {
  const [row] = await sql.all<RunRow>('SELECT * FROM runs WHERE id = $1', [id]);
  return row === undefined ? undefined : runOf(row);
}

/** The requests of builds: id of a build → id of its request. Builds that no service started have none. */
export async function requestsOfBuilds(sql: Sql, builds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await sql.all<{ build: string; request: string }>(
    `SELECT build_id AS build, request_id AS request FROM runs WHERE build_id IN (SELECT value ->> 0 FROM ${sql.batch('$1')})`,
    [JSON.stringify(builds.map((build) => [build]))],
  );
  return new Map(rows.map(({ build, request }) => [build, request]));
}

export interface RunQuery {
  readonly request?: string;
  readonly graph?: string;
  /** The id of the last run of the page before. */
  readonly after?: string;
  readonly limit: number;
}

/** Runs, newest first. */
export async function pageOfRuns(sql: Sql, { request, graph, after, limit }: RunQuery): Promise<Run[]> {
  const rows = await sql.all<RunRow>(
    `SELECT * FROM runs WHERE (CAST($1 AS TEXT) IS NULL OR request_id = $1) AND (CAST($2 AS TEXT) IS NULL OR graph = $2)
AND (CAST($3 AS TEXT) IS NULL OR id < $3) ORDER BY id DESC LIMIT $4`,
    [request ?? null, graph ?? null, after ?? null, limit],
  );
  return rows.map(runOf);
}
