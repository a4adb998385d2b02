import type { Database, RowsStatement } from '../sql/database.js';
import { ATTEMPT_COLUMNS, BUILD_COLUMNS, names, rowOf, TASK_COLUMNS, values } from './columns.js';
import type { JobBatch } from './records.js';

/** Rows of one transaction: few enough that other builds never wait long for it. */
export const BATCH_ROWS = 2_000;

/** What only the first event of a task says; the other columns are those of its latest event. */
const SAID_ONCE = new Set(['n', 'outputs', 'reason', 'estimate_ms', 'started_at']);

/**
 * Adds what a build has done since the last time, in transactions of at most {@link BATCH_ROWS} rows. The row of the build
 * follows the rows of its tasks, so that all events up to its `sequence` are in the catalog. Rows that the catalog has in the
 * same or a later state stay as they are.
 *
 * @param pause awaited between two transactions
 */
export async function writeJobs(
  database: Database,
  { build, tasks, attempts }: JobBatch,
  pause: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  for (let begin = 0; begin + BATCH_ROWS < tasks.length; begin += BATCH_ROWS) {
    await database.atomically(taskRows(build.buildId, tasks.slice(begin, begin + BATCH_ROWS)));
    await pause();
  }
  const rest = tasks.length === 0 ? 0 : Math.floor((tasks.length - 1) / BATCH_ROWS) * BATCH_ROWS;
  await database.atomically([
    ...taskRows(build.buildId, tasks.slice(rest)),
    ...attemptRows(build.buildId, attempts),
    {
      text: (row) =>
        `INSERT INTO builds (${names(BUILD_COLUMNS)}) SELECT ${values(BUILD_COLUMNS, row)} ${row.from} ` +
        `WHERE true ON CONFLICT (build_id) DO UPDATE SET ${replaced('builds', BUILD_COLUMNS.slice(1))} ` +
        'WHERE excluded.seq > builds.seq',
      rows: [rowOf(BUILD_COLUMNS, build)],
    },
  ]);
}

/** Says that the process of a build has ended before the build. */
export function interruptBuild(database: Database, buildId: string): Promise<number> {
  return database.run("UPDATE builds SET outcome = 'interrupted' WHERE build_id = $1 AND outcome = 'unfinished'", [
    buildId,
  ]);
}

function taskRows(buildId: string, tasks: JobBatch['tasks']): RowsStatement[] {
  if (tasks.length === 0) return [];
  const text: RowsStatement['text'] = (row) =>
    `INSERT INTO build_tasks (build_id, ${names(TASK_COLUMNS)}) ` +
    `SELECT ${row.value(0)}, ${values(TASK_COLUMNS, row, 1)} ${row.from} ` +
    `WHERE true ON CONFLICT (build_id, task_id) DO UPDATE SET ${replaced('build_tasks', TASK_COLUMNS.slice(1))} ` +
    'WHERE excluded.seq > build_tasks.seq';
  return [{ text, rows: tasks.map((task) => [buildId, ...rowOf(TASK_COLUMNS, task)]) }];
}

function attemptRows(buildId: string, attempts: JobBatch['attempts']): RowsStatement[] {
  if (attempts.length === 0) return [];
  const text: RowsStatement['text'] = (row) =>
    `INSERT INTO build_attempts (build_id, ${names(ATTEMPT_COLUMNS)}) ` +
    `SELECT ${row.value(0)}, ${values(ATTEMPT_COLUMNS, row, 1)} ${row.from} ` +
    'WHERE true ON CONFLICT (build_id, task_id, attempt) DO NOTHING';
  return [{ text, rows: attempts.map((attempt) => [buildId, ...rowOf(ATTEMPT_COLUMNS, attempt)]) }];
}

function replaced(table: string, columns: readonly (readonly [string, string, string])[]): string {
  return columns
    .map(([, column]) =>
      SAID_ONCE.has(column)
        ? `${column} = coalesce(${table}.${column}, excluded.${column})`
        : `${column} = excluded.${column}`,
    )
    .join(', ');
}
