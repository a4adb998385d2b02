import type { RowSource, SqlRow, SqlValue } from '../sql/database.js';
import type { BuildRecord, RetriedAttempt, TaskRecord } from './records.js';

type Kind = 'TEXT' | 'BIGINT' | 'DOUBLE PRECISION';

/** A field of a record, its column, and the type of that. */
type Column<R> = readonly [field: keyof R & string, column: string, kind: Kind];

export const BUILD_COLUMNS: readonly Column<BuildRecord>[] = [
  ['buildId', 'build_id', 'TEXT'],
  ['sequence', 'seq', 'BIGINT'],
  ['graph', 'graph', 'TEXT'],
  ['plan', 'plan', 'TEXT'],
  ['host', 'host', 'TEXT'],
  ['processJson', 'process', 'TEXT'],
  ['logDir', 'log_dir', 'TEXT'],
  ['startedAt', 'started_at', 'BIGINT'],
  ['lastAt', 'last_at', 'BIGINT'],
  ['outcome', 'outcome', 'TEXT'],
  ['durationMs', 'duration_ms', 'BIGINT'],
  ['stopping', 'stopping', 'TEXT'],
  ['reasonsJson', 'reasons', 'TEXT'],
  ['tasks', 'tasks', 'BIGINT'],
  ['built', 'built', 'BIGINT'],
  ['failed', 'failed', 'BIGINT'],
  ['skipped', 'skipped', 'BIGINT'],
  ['aborted', 'aborted', 'BIGINT'],
  ['delegated', 'delegated', 'BIGINT'],
  ['unchanged', 'unchanged', 'BIGINT'],
  ['pruned', 'pruned', 'BIGINT'],
];

export const TASK_COLUMNS: readonly Column<TaskRecord>[] = [
  ['taskId', 'task_id', 'TEXT'],
  ['n', 'n', 'BIGINT'],
  ['sequence', 'seq', 'BIGINT'],
  ['job', 'job', 'TEXT'],
  ['state', 'state', 'TEXT'],
  ['outputsJson', 'outputs', 'TEXT'],
  ['reasonJson', 'reason', 'TEXT'],
  ['estimateMs', 'estimate_ms', 'DOUBLE PRECISION'],
  ['attempts', 'attempts', 'BIGINT'],
  ['startedAt', 'started_at', 'BIGINT'],
  ['queuedAt', 'queued_at', 'BIGINT'],
  ['attemptAt', 'attempt_at', 'BIGINT'],
  ['endedAt', 'ended_at', 'BIGINT'],
  ['durationMs', 'duration_ms', 'BIGINT'],
  ['owner', 'owner', 'TEXT'],
  ['log', 'log', 'TEXT'],
  ['batch', 'batch', 'BIGINT'],
  ['host', 'host', 'TEXT'],
  ['problemJson', 'problem', 'TEXT'],
  ['logTail', 'log_tail', 'TEXT'],
  ['manifestsJson', 'manifests', 'TEXT'],
  ['becauseJson', 'because', 'TEXT'],
  ['waitedFor', 'waited_for', 'TEXT'],
];

export const ATTEMPT_COLUMNS: readonly Column<RetriedAttempt>[] = [
  ['taskId', 'task_id', 'TEXT'],
  ['attempt', 'attempt', 'BIGINT'],
  ['job', 'job', 'TEXT'],
  ['queuedAt', 'queued_at', 'BIGINT'],
  ['startedAt', 'started_at', 'BIGINT'],
  ['endedAt', 'ended_at', 'BIGINT'],
  ['durationMs', 'duration_ms', 'BIGINT'],
  ['host', 'host', 'TEXT'],
  ['log', 'log', 'TEXT'],
  ['problemJson', 'problem', 'TEXT'],
];

/** The names of the columns, for INSERT. */
export function names<R>(columns: readonly Column<R>[]): string {
  return columns.map(([, column]) => column).join(', ');
}

/** The columns as the fields of records, for SELECT. */
export function fields<R>(columns: readonly Column<R>[], table: string): string {
  return columns.map(([field, column]) => `${table}.${column} AS "${field}"`).join(', ');
}

/** The columns of a row that begins with the fields of a record, for SELECT. @param at the index of the first field */
export function values<R>(columns: readonly Column<R>[], { value }: RowSource, at = 0): string {
  return columns.map(([, , type], i) => value(at + i, type === 'TEXT' ? undefined : type)).join(', ');
}

/** The fields of a record as the columns of a row. */
export function rowOf<R extends object>(columns: readonly Column<R>[], record: R): SqlValue[] {
  return columns.map(([field]) => record[field] as SqlValue);
}

/** A row whose columns have the names of fields. */
export type RowOf<R> = { [K in keyof R]: R[K] extends SqlValue ? R[K] : never } & SqlRow;
