import type { Database, MigrationStep, Sql } from '../../catalog/index.js';
import type { Principal } from './principal.js';

/** One change: who did what to what. */
export interface Activity {
  /** Increases with every entry. */
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly who: string;
  /** `approve-request`, `set-pool` … */
  readonly action: string;
  /** What was changed, such as the id of a request. */
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface ActivityQuery {
  /** Only entries before this one. */
  readonly before?: number | undefined;
  readonly who?: string | undefined;
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  readonly limit: number;
}

const STEPS: readonly MigrationStep[] = [
  {
    sqlite: `
CREATE TABLE activity (
  seq     INTEGER PRIMARY KEY AUTOINCREMENT,
  at      INTEGER NOT NULL,
  who     TEXT NOT NULL,
  action  TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail  TEXT NOT NULL
) STRICT;
CREATE INDEX activity_by_subject ON activity (subject, seq)`,
    postgres: `
CREATE TABLE activity (
  seq     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at      BIGINT NOT NULL,
  who     TEXT NOT NULL,
  action  TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail  TEXT NOT NULL
);
CREATE INDEX activity_by_subject ON activity (subject, seq)`,
  },
];

/** Makes the table of the activity log. @returns the version of a later DataBuild, if one has changed it */
export function migrateActivity(database: Database): Promise<{ readonly newer?: number }> {
  return database.migrate('activity', STEPS);
}

/**
 * Adds an entry to the activity log, which is never changed.
 *
 * @param sql the transaction of the change, so that one is never written without the other
 */
export async function recordActivity(
  sql: Sql,
  at: number,
  { name }: Principal,
  action: string,
  subject: string,
  detail: Activity['detail'] = {},
): Promise<void> {
  await sql.run('INSERT INTO activity (at, who, action, subject, detail) VALUES ($1, $2, $3, $4, $5)', [
    at,
    name,
    action,
    subject,
    JSON.stringify(detail),
  ]);
}

/** The newest entries, newest first. */
export async function listActivity(sql: Sql, query: ActivityQuery): Promise<Activity[]> {
  const { before, who, action, subject, limit } = query;
  const wanted = Object.entries({ who, action, subject }).flatMap(([column, value]) =>
    value === undefined ? [] : [[column, value] as const],
  );
  const conditions = ['seq < $1', ...wanted.map(([column], index) => `${column} = $${String(index + 2)}`)];
  const rows = await sql.all<{ seq: number; at: number; who: string; action: string; subject: string; detail: string }>(
    `SELECT seq, at, who, action, subject, detail FROM activity WHERE ${conditions.join(' AND ')} ` +
      `ORDER BY seq DESC LIMIT ${String(limit)}`,
    [before ?? Number.MAX_SAFE_INTEGER, ...wanted.map(([, value]) => value)],
  );
  return rows.map((row) => ({ ...row, detail: JSON.parse(row.detail) as Activity['detail'] }));
}
