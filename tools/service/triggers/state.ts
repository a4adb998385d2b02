import type { Database, Sql } from '../../catalog/index.js';
import type { SkippedRange } from './due_slots.js';
import type { TriggerProblem } from './problem.js';

/** How far a trigger has come with each of its sources. A source that it does not have is left out. */
export interface Cursor {
  readonly schedule?: ScheduleCursor;
  /** All changes of the catalog up to this sequence number are settled. */
  readonly changes?: number;
  readonly poll?: PollCursor;
}

/** The schedule that it belongs to. Another text is another schedule, which begins when it is first seen. */
export interface ScheduleCursor {
  readonly text: string;
  readonly timezone: string;
  /** All slots up to here are settled or waiting. */
  readonly at: number;
  /** The range of slots that is recorded last, while no slot after it was handled: it can still grow. */
  readonly range?: SkippedRange;
}

export interface PollCursor {
  /** Runfiles path of the program that the cursor belongs to. */
  readonly program: string;
  /** What the program said last; null before its first answer. */
  readonly cursor: unknown;
  /** How many answers had anything in them. */
  readonly answers: number;
  /** When to ask next. */
  readonly next: number;
}

/** A trigger as its row has it. */
export interface TriggerState {
  readonly graph: string;
  readonly name: string;
  readonly revision: number;
  readonly cursor: Cursor;
  /** It is not part of the current deployment. */
  readonly isRemoved: boolean;
  readonly isPaused: boolean;
  /** What happened up to here was missed. */
  readonly resumedAt: number;
  /** Calls of its programs that failed since one succeeded. */
  readonly failures: number;
  /** No program is called before. */
  readonly nextTry: number;
  readonly problem: TriggerProblem | undefined;
}

interface TriggerRow extends Record<string, string | number | null> {
  readonly graph: string;
  readonly name: string;
  readonly revision: number;
  readonly cursor: string;
  readonly removed: number;
  readonly paused: number;
  readonly resumed_at: number;
  readonly failures: number;
  readonly next_try: number;
  readonly problem: string | null;
}

const COLUMNS = 'graph, name, revision, cursor, removed, paused, resumed_at, failures, next_try, problem';

function readState(row: TriggerRow): TriggerState {
  return {
    graph: row.graph,
    name: row.name,
    revision: row.revision,
    cursor: JSON.parse(row.cursor) as Cursor,
    isRemoved: row.removed !== 0,
    isPaused: row.paused !== 0,
    resumedAt: row.resumed_at,
    failures: row.failures,
    nextTry: row.next_try,
    problem: row.problem === null ? undefined : (JSON.parse(row.problem) as TriggerProblem),
  };
}

/** All triggers of a graph, in the order of their names. */
export async function statesOf(sql: Sql, graph: string): Promise<TriggerState[]> {
  const rows = await sql.all<TriggerRow>(`SELECT ${COLUMNS} FROM triggers WHERE graph = $1 ORDER BY name`, [graph]);
  return rows.map(readState);
}

export async function stateOf(sql: Sql, graph: string, name: string): Promise<TriggerState | undefined> {
  const query = `SELECT ${COLUMNS} FROM triggers WHERE graph = $1 AND name = $2`;
  const [row] = await sql.all<TriggerRow>(query, [graph, name]);
  return row && readState(row);
}

/**
 * Adds a row for each trigger of the current deployment that has none, and marks those that it no longer has. If one comes
 * back, it begins at that time, as if it were new; only its poll program keeps its cursor.
 *
 * @returns whether any row was changed
 */
export async function keepRows(
  database: Database,
  graph: string,
  states: readonly TriggerState[],
  names: readonly string[],
  now: number,
): Promise<boolean> {
  const present = new Set(names);
  const known = new Set(states.filter(({ isRemoved }) => !isRemoved).map(({ name }) => name));
  const added = names.filter((name) => !known.has(name));
  const removed = states.filter(({ name, isRemoved }) => !isRemoved && !present.has(name));
  if (added.length === 0 && removed.length === 0) return false;
  await database.transaction(async (sql) => {
    for (const name of added) {
      await sql.run(
        `INSERT INTO triggers VALUES ($1, $2, 0, '{}', 0, 0, 0, 0, 0, NULL, NULL, 0)
ON CONFLICT (graph, name) DO UPDATE SET removed = 0, revision = triggers.revision + 1 WHERE triggers.removed = 1`,
        [graph, name],
      );
    }
    for (const { name, cursor } of removed) {
      const { poll } = cursor;
      await sql.run(
        `UPDATE triggers SET removed = 1, revision = revision + 1, cursor = $3, failures = 0, next_try = 0, problem = NULL
WHERE graph = $1 AND name = $2`,
        [graph, name, JSON.stringify(poll === undefined ? {} : { poll })],
      );
      await sql.run(
        `UPDATE trigger_events SET ended_at = $3, reason = 'trigger-removed'
WHERE graph = $1 AND name = $2 AND ended_at IS NULL`,
        [graph, name, now],
      );
    }
  });
  return true;
}

/**
 * Writes how far a trigger has come, if nobody has changed the trigger since it was read.
 *
 * @returns whether it was written; if not, the caller writes nothing
 */
export async function saveCursor(sql: Sql, state: TriggerState, cursor: Cursor): Promise<boolean> {
  const changed = await sql.run(
    'UPDATE triggers SET cursor = $1, revision = revision + 1 WHERE graph = $2 AND name = $3 AND revision = $4',
    [JSON.stringify(cursor), state.graph, state.name, state.revision],
  );
  return changed === 1;
}
