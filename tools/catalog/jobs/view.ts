import { ok, type Result } from '../../base/model/index.js';
import type { CatalogFailure } from '../failure.js';
import type { CatalogLocation } from '../open.js';
import type { DatabaseView, SqlValue } from '../sql/database.js';
import { openDatabaseView } from '../sql/open.js';
import { ATTEMPT_COLUMNS, BUILD_COLUMNS, fields, TASK_COLUMNS, type RowOf } from './columns.js';
import type { BuildRecord, RetriedAttempt, TaskRecord } from './records.js';
import { JOB_TABLES, refuseNewer } from './tables.js';

export interface BuildsQuery {
  /** Only these builds. */
  readonly ids?: readonly string[] | undefined;
  /** Only builds of this graph, or of this job that ran by itself. */
  readonly graph?: string | undefined;
  readonly outcome?: BuildRecord['outcome'] | undefined;
  /** Only builds that started at this time or later, in milliseconds since the epoch. */
  readonly since?: number | undefined;
  /** Only builds that started before this time. */
  readonly until?: number | undefined;
  /** Only builds whose id begins with this. */
  readonly prefix?: string | undefined;
  /** Only builds older than this one, for example the last one of the page before. */
  readonly before?: string | undefined;
  readonly limit: number;
}

export interface TasksQuery {
  /** Only tasks in one of these states. */
  readonly states?: readonly string[] | undefined;
  readonly job?: string | undefined;
  /** Only tasks with outputs that contain this text, in whatever case. */
  readonly text?: string | undefined;
  /** Only tasks after this place, for example `n` of the last task of the page before. */
  readonly after?: number | undefined;
  readonly limit: number;
}

export interface JobsQuery {
  /** Labels. */
  readonly jobs: readonly string[];
  /** Attempts that ended at this time or later, in milliseconds since the epoch, and before `until`. */
  readonly since: number;
  readonly until: number;
  /** The length of the periods into which the time is divided, from the epoch on. */
  readonly periodMs: number;
}

/** The attempts at tasks of a job that ended in one period. Durations are of those that succeeded. */
export interface JobPeriod {
  readonly job: string;
  /** The begin of the period, in milliseconds since the epoch. */
  readonly from: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly totalMs: number;
  /** `null` if none succeeded. */
  readonly shortestMs: number | null;
  readonly longestMs: number | null;
}

/** When tasks of a job ended last, in milliseconds since the epoch; `null`: never. */
export interface JobLatest {
  readonly job: string;
  readonly succeededAt: number | null;
  readonly failedAt: number | null;
}

export interface TimelineQuery {
  /** Only tasks that changed after this event, for example `sequence` of the last task of the page before. */
  readonly after?: number | undefined;
  readonly limit: number;
}

/** The tasks of one job that are in one state. */
export interface JobProgress {
  readonly job: string;
  readonly state: string;
  readonly tasks: number;
  /** Of those with an estimate: the sum, and how many they are. */
  readonly estimateMs: number;
  readonly estimated: number;
  /** Of those that ran to an end: the sum of their durations, how many they are, and the longest. */
  readonly durationMs: number;
  readonly timed: number;
  readonly longestMs: number | null;
}

/**
 * Builds that worked on a catalog, with their tasks and attempts, from every machine that shares it. Every operation is one
 * query. Rejects with a `CatalogError`.
 */
export interface JobCatalogView extends AsyncDisposable {
  /** Newest first. */
  builds(query: BuildsQuery): Promise<BuildRecord[]>;
  build(buildId: string): Promise<BuildRecord | undefined>;
  /** In the order in which they were announced. */
  tasks(buildId: string, query: TasksQuery): Promise<TaskRecord[]>;
  task(buildId: string, taskId: string): Promise<TaskRecord | undefined>;
  /** Tasks whose last attempt started, in the order in which they changed last: what came after a page are the later changes. */
  timeline(buildId: string, query: TimelineQuery): Promise<TaskRecord[]>;
  /** How many tasks of each job are in which state. */
  progress(buildId: string): Promise<JobProgress[]>;
  /** The attempts at a task that another one followed, oldest first. The last attempt is part of the task. */
  retriedAttempts(buildId: string, taskId: string): Promise<RetriedAttempt[]>;
  /**
   * The chain of tasks that the end of the build waited for, in the order in which they ran: the task that ended last, before it
   * the one that ended last of those whose outputs it read, and so on.
   */
  criticalPath(buildId: string): Promise<TaskRecord[]>;
  /** Durations and failures by job, over time. */
  jobs(query: JobsQuery): Promise<JobPeriod[]>;
  /** When jobs succeeded and failed last. @param jobs labels */
  latest(jobs: readonly string[]): Promise<JobLatest[]>;
}

/** Opens the job catalog for reading only. It is empty if no build has written one yet. */
export async function openJobCatalogView(location: CatalogLocation): Promise<Result<JobCatalogView, CatalogFailure>> {
  const opened = await openDatabaseView(location);
  if (!opened.ok) return opened;
  const database = opened.value;
  if (database === undefined) return ok(EMPTY);
  return ok({ ...jobCatalogOver(database), [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() });
}

const EMPTY: JobCatalogView = {
  builds: () => Promise.resolve([]),
  build: () => Promise.resolve(undefined),
  tasks: () => Promise.resolve([]),
  task: () => Promise.resolve(undefined),
  timeline: () => Promise.resolve([]),
  progress: () => Promise.resolve([]),
  retriedAttempts: () => Promise.resolve([]),
  criticalPath: () => Promise.resolve([]),
  jobs: () => Promise.resolve([]),
  latest: () => Promise.resolve([]),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

const BUILD = `SELECT ${fields(BUILD_COLUMNS, 'builds')} FROM builds`;
const TASK_FIELDS = fields(TASK_COLUMNS, 'build_tasks');

/** The queries on an open database, whose tables may not exist yet. */
export function jobCatalogOver(
  database: Pick<DatabaseView, 'all' | 'batch' | 'version' | 'place'>,
): Omit<JobCatalogView, typeof Symbol.asyncDispose> {
  let exists = false;
  const all = async <R>(text: string, parameters: readonly SqlValue[]): Promise<R[]> => {
    if (!exists) {
      const version = await database.version(JOB_TABLES);
      refuseNewer(database.place, version);
      exists = version > 0;
      if (!exists) return [];
    }
    return await database.all<RowOf<R>>(text, parameters);
  };

  const builds = ({
    ids,
    graph,
    outcome,
    since,
    until,
    prefix,
    before,
    limit,
  }: BuildsQuery): Promise<BuildRecord[]> => {
    const wanted = new Conditions();
    if (ids !== undefined) wanted.add(`build_id IN (SELECT value ->> 0 FROM ${database.batch('?')})`, batch(ids));
    wanted.add('graph = ?', graph);
    wanted.add('outcome = ?', outcome);
    wanted.add('started_at >= ?', since);
    wanted.add('started_at < ?', until);
    wanted.add('build_id < ?', before);
    if (prefix !== undefined) {
      wanted.add('build_id >= ?', prefix);
      wanted.add('substr(build_id, 1, length(?)) = ?', prefix);
    }
    return all(`${BUILD}${wanted.where()} ORDER BY build_id DESC LIMIT ${wanted.value(limit)}`, wanted.values);
  };
  const tasks = (buildId: string, { states, job, text: part, after, limit }: TasksQuery): Promise<TaskRecord[]> => {
    const wanted = new Conditions();
    wanted.add('build_id = ?', buildId);
    wanted.add('job = ?', job);
    wanted.add("lower(outputs) LIKE ? ESCAPE '!'", part === undefined ? undefined : likePart(part));
    wanted.add('n > ?', after);
    if (states !== undefined) wanted.add(`state IN (SELECT value ->> 0 FROM ${database.batch('?')})`, batch(states));
    const text = `SELECT ${TASK_FIELDS} FROM build_tasks${wanted.where()} ORDER BY n LIMIT ${wanted.value(limit)}`;
    return all(text, wanted.values);
  };
  return {
    builds,
    build: async (buildId) => (await all<BuildRecord>(`${BUILD} WHERE build_id = $1`, [buildId]))[0],
    tasks,
    task: async (buildId, taskId) => {
      const text = `SELECT ${TASK_FIELDS} FROM build_tasks WHERE build_id = $1 AND task_id = $2`;
      return (await all<TaskRecord>(text, [buildId, taskId]))[0];
    },
    timeline: (buildId, { after, limit }) =>
      all(
        `SELECT ${TASK_FIELDS} FROM build_tasks WHERE build_id = $1 AND seq > $2 AND attempt_at IS NOT NULL ` +
          'ORDER BY seq LIMIT $3',
        [buildId, after ?? -1, limit],
      ),
    progress: (buildId) => all(PROGRESS, [buildId]),
    retriedAttempts: (buildId, taskId) =>
      all(
        `SELECT ${fields(ATTEMPT_COLUMNS, 'build_attempts')} FROM build_attempts ` +
          'WHERE build_id = $1 AND task_id = $2 ORDER BY attempt',
        [buildId, taskId],
      ),
    criticalPath: async (buildId) => (await all<TaskRecord>(CRITICAL_PATH, [buildId])).reverse(),
    jobs: ({ jobs, since, until, periodMs }) =>
      all(jobPeriods(database.batch('$1')), [batch(jobs), since, until, periodMs]),
    latest: (jobs) => all(jobLatest(database.batch('$1')), [batch(jobs)]),
  };
}

const PROGRESS =
  'SELECT job, state, count(*) AS tasks, coalesce(sum(estimate_ms), 0) AS "estimateMs", count(estimate_ms) AS estimated, ' +
  'CAST(coalesce(sum(duration_ms), 0) AS BIGINT) AS "durationMs", count(duration_ms) AS timed, max(duration_ms) AS "longestMs" ' +
  'FROM build_tasks WHERE build_id = $1 GROUP BY job, state ORDER BY job, state';

/** A chain cannot be longer than the build has tasks; a damaged one that bites its tail ends, too. */
const CRITICAL_PATH = `
WITH RECURSIVE chain (task_id, waited_for, step) AS (
  SELECT task_id, waited_for, 1 FROM (
    SELECT task_id, waited_for FROM build_tasks WHERE build_id = $1 AND ended_at IS NOT NULL AND attempt_at IS NOT NULL
    ORDER BY ended_at DESC, n DESC LIMIT 1
  ) AS last
  UNION ALL
  SELECT before.task_id, before.waited_for, chain.step + 1 FROM chain JOIN build_tasks AS before
    ON before.build_id = $1 AND before.task_id = chain.waited_for
  WHERE chain.step < (SELECT tasks FROM builds WHERE build_id = $1)
)
SELECT ${TASK_FIELDS} FROM chain JOIN build_tasks ON build_tasks.build_id = $1 AND build_tasks.task_id = chain.task_id
ORDER BY chain.step`;

function jobPeriods(wanted: string): string {
  const part = (table: string, failed: string): string =>
    `SELECT job, ended_at, duration_ms, ${failed} AS failed FROM (SELECT value ->> 0 AS label FROM ${wanted}) AS wanted ` +
    `JOIN ${table} ON job = label WHERE ended_at >= $2 AND ended_at < $3 AND duration_ms IS NOT NULL`;
  const succeeded = 'CASE WHEN failed = 0 THEN duration_ms END';
  return (
    `SELECT job, ended_at / CAST($4 AS BIGINT) * CAST($4 AS BIGINT) AS "from", sum(1 - failed) AS succeeded, sum(failed) AS failed, ` +
    `CAST(coalesce(sum(${succeeded}), 0) AS BIGINT) AS "totalMs", min(${succeeded}) AS "shortestMs", max(${succeeded}) AS "longestMs" ` +
    `FROM (${part('build_tasks', "CASE state WHEN 'failed' THEN 1 ELSE 0 END")} UNION ALL ${part('build_attempts', '1')}) ` +
    'AS ended GROUP BY 1, 2 ORDER BY 1, 2'
  );
}

/** Reads one entry of the index for each answer, unless many tasks ended in the other way since. */
function jobLatest(wanted: string): string {
  const newest = (state: string): string =>
    `(SELECT ended_at FROM build_tasks WHERE job = label AND duration_ms IS NOT NULL AND state = '${state}' ` +
    'ORDER BY ended_at DESC LIMIT 1)';
  return (
    `SELECT label AS job, ${newest('succeeded')} AS "succeededAt", ${newest('failed')} AS "failedAt" ` +
    `FROM (SELECT value ->> 0 AS label FROM ${wanted}) AS wanted`
  );
}

/** The pattern of JSON texts that contain a text, in lower case. */
function likePart(text: string): string {
  const written = JSON.stringify(text.toLowerCase()).slice(1, -1);
  return `%${written.replaceAll(/[!%_]/g, '!$&')}%`;
}

/** Texts as a batch of rows. */
function batch(texts: readonly string[]): string {
  return JSON.stringify(texts.map((text) => [text]));
}

/** Conditions of a query that apply only if their value is given. `?` stands for the value. */
class Conditions {
  readonly values: SqlValue[] = [];
  readonly #conditions: string[] = [];

  add(condition: string, value: SqlValue | undefined): void {
    if (value === undefined) return;
    const name = this.value(value);
    this.#conditions.push(condition.replaceAll('?', name));
  }

  /** @returns the name of the parameter */
  value(value: SqlValue): string {
    return `$${String(this.values.push(value))}`;
  }

  where(): string {
    return this.#conditions.length === 0 ? '' : ` WHERE ${this.#conditions.join(' AND ')}`;
  }
}
