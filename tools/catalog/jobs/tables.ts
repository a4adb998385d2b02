import { CatalogError } from '../failure.js';
import type { Database, MigrationStep } from '../sql/database.js';

/** The name of the group of tables. */
export const JOB_TABLES = 'jobs';

/**
 * - `builds`: a row for each build. `seq` is the last event that was delivered.
 * - `build_tasks`: its tasks. `seq` is the last event of the task, so that an older state never replaces a newer one; `n` is the
 *   first one, and orders the tasks of a build.
 * - `build_attempts`: attempts that were followed by another one. The last attempt is in `build_tasks`.
 */
const STEPS: readonly MigrationStep[] = [
  `
CREATE TABLE builds (
  build_id TEXT NOT NULL PRIMARY KEY, seq BIGINT NOT NULL, graph TEXT NOT NULL, plan TEXT, host TEXT NOT NULL,
  process TEXT NOT NULL, log_dir TEXT NOT NULL, started_at BIGINT NOT NULL, last_at BIGINT NOT NULL, outcome TEXT NOT NULL,
  duration_ms BIGINT, stopping TEXT, reasons TEXT NOT NULL, tasks BIGINT NOT NULL, built BIGINT NOT NULL,
  failed BIGINT NOT NULL, skipped BIGINT NOT NULL, aborted BIGINT NOT NULL, delegated BIGINT NOT NULL,
  unchanged BIGINT NOT NULL, pruned BIGINT NOT NULL
);
CREATE INDEX builds_by_graph ON builds (graph, build_id);
CREATE TABLE build_tasks (
  build_id TEXT NOT NULL, task_id TEXT NOT NULL, n BIGINT NOT NULL, seq BIGINT NOT NULL, job TEXT NOT NULL,
  state TEXT NOT NULL, outputs TEXT, reason TEXT, estimate_ms DOUBLE PRECISION, attempts BIGINT NOT NULL, started_at BIGINT,
  queued_at BIGINT, attempt_at BIGINT, ended_at BIGINT, duration_ms BIGINT, owner TEXT, log TEXT, batch BIGINT, host TEXT,
  problem TEXT, log_tail TEXT, manifests TEXT, because TEXT, waited_for TEXT,
  PRIMARY KEY (build_id, task_id)
);
CREATE INDEX build_tasks_in_order ON build_tasks (build_id, n);
CREATE INDEX build_tasks_by_job ON build_tasks (job, ended_at) WHERE duration_ms IS NOT NULL;
CREATE TABLE build_attempts (
  build_id TEXT NOT NULL, task_id TEXT NOT NULL, attempt BIGINT NOT NULL, job TEXT NOT NULL, queued_at BIGINT,
  started_at BIGINT, ended_at BIGINT NOT NULL, duration_ms BIGINT NOT NULL, host TEXT, log TEXT, problem TEXT NOT NULL,
  PRIMARY KEY (build_id, task_id, attempt)
);
CREATE INDEX build_attempts_by_job ON build_attempts (job, ended_at);
`,
];

/**
 * Creates or updates the tables, if that is necessary: a user who may not create tables can still write them.
 *
 * @returns the version of a later DataBuild, if one has migrated the tables
 */
export async function prepareJobTables(database: Database): Promise<{ readonly newer?: number }> {
  const found = await database.version(JOB_TABLES);
  if (found === STEPS.length) return {};
  return found > STEPS.length ? { newer: found } : database.migrate(JOB_TABLES, STEPS);
}

/** @throws CatalogError if a later DataBuild has written the tables */
export function refuseNewer(place: string, found: number): void {
  const known = STEPS.length;
  if (found > known) {
    throw new CatalogError({ reason: 'catalog-newer-schema', path: place, found, known }, undefined);
  }
}
