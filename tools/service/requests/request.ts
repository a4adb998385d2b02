import type { SqlRow } from '../../catalog/index.js';
import type { Wanted } from './body.js';
import type { PlanChanges } from './plan_changes.js';
import type { PlanSummary } from './plan_summary.js';
import type { State } from './states.js';

/** Who or what made a request. */
export type RequestSource =
  | { readonly kind: 'api' }
  | { readonly kind: 'trigger'; readonly trigger: string; readonly key: string }
  | { readonly kind: 'backfill'; readonly request: string; readonly chunk: number };

/** Why a request ended without what it asked for. */
export interface RequestProblem {
  /** Kebab-case: `plan-failed`, `build-failed` … */
  readonly reason: string;
  readonly detail: string;
}

/** A request that makes some of the same partitions, and goes first. */
export interface WaitingFor {
  readonly request: string;
  /** Absent while it waits itself. */
  readonly run?: string;
  /** Absent until its first event. */
  readonly build?: string;
  /** How many of the partitions it makes, and the first of them. */
  readonly partitions: number;
  readonly first: string;
}

/** Refs that somebody wants from a graph, and what became of them. Times are milliseconds since the epoch. */
export interface Request {
  readonly id: string;
  readonly graph: string;
  /** The deployment whose programs made the plan. */
  readonly deployment?: string;
  readonly madeAt: number;
  readonly madeBy: string;
  readonly source: RequestSource;
  readonly wanted: Wanted;
  readonly state: State;
  readonly priority: number;
  readonly note?: string;
  /** Of a backfill: its builds have at most this many tasks. */
  readonly size?: number;
  /** The backfill that this is a build of. */
  readonly parent?: string;
  readonly plan?: { readonly id: string; readonly run: string; readonly summary: PlanSummary };
  /** How the plan differs from the one before it. */
  readonly changes?: PlanChanges;
  /** `policy` or the name of a principal. */
  readonly approvedBy?: string;
  readonly approvedAt?: number;
  /** The build, or the last one. */
  readonly run?: string;
  /** The request was cancelled, and its build has not ended yet. */
  readonly cancelling?: boolean;
  readonly waitingFor?: readonly WaitingFor[];
  readonly endedAt?: number;
  readonly problem?: RequestProblem;
}

export interface RequestRow extends SqlRow {
  readonly id: string;
  readonly graph: string;
  readonly deployment: string | null;
  readonly made_at: number;
  readonly made_by: string;
  readonly source: string;
  readonly idempotency_key: string | null;
  readonly body_digest: string;
  readonly wanted: string;
  readonly state: State;
  readonly priority: number;
  readonly note: string | null;
  readonly size: number | null;
  readonly parent: string | null;
  readonly owner: string | null;
  readonly plan_run: string | null;
  /** The run whose plan was out of date. */
  readonly previous_run: string | null;
  readonly plan_id: string | null;
  readonly plan_digest: string | null;
  readonly plan_summary: string | null;
  readonly changes: string | null;
  readonly approved_by: string | null;
  readonly approved_at: number | null;
  readonly approved_digest: string | null;
  readonly run_id: string | null;
  readonly interruptions: number;
  readonly drifts: number;
  readonly cancel_signals: number;
  readonly waiting_for: string | null;
  readonly ended_at: number | null;
  readonly problem: string | null;
}

/** All columns but the body, which may have a million refs. */
export const COLUMNS =
  'id, graph, deployment, made_at, made_by, source, idempotency_key, body_digest, wanted, state, priority, note, size, ' +
  'parent, owner, plan_run, previous_run, plan_id, plan_digest, plan_summary, changes, approved_by, approved_at, approved_digest, ' +
  'run_id, interruptions, drifts, cancel_signals, waiting_for, ended_at, problem';

export function requestOf(row: RequestRow): Request {
  const { plan_id: planId, plan_run: planRun, plan_summary: summary, state } = row;
  return {
    id: row.id,
    graph: row.graph,
    madeAt: row.made_at,
    madeBy: row.made_by,
    source: JSON.parse(row.source) as RequestSource,
    wanted: JSON.parse(row.wanted) as Wanted,
    state,
    priority: row.priority,
    ...optional('deployment', row.deployment),
    ...optional('note', row.note),
    ...optional('size', row.size),
    ...optional('parent', row.parent),
    ...(planId !== null &&
      planRun !== null &&
      summary !== null && { plan: { id: planId, run: planRun, summary: JSON.parse(summary) as PlanSummary } }),
    ...(row.changes !== null && { changes: JSON.parse(row.changes) as PlanChanges }),
    ...optional('approvedBy', row.approved_by),
    ...optional('approvedAt', row.approved_at),
    ...optional('run', row.run_id),
    ...(state === 'running' && row.cancel_signals > 0 && { cancelling: true }),
    ...(state === 'waiting-for-builds' &&
      row.waiting_for !== null && { waitingFor: JSON.parse(row.waiting_for) as readonly WaitingFor[] }),
    ...optional('endedAt', row.ended_at),
    ...(row.problem !== null && { problem: JSON.parse(row.problem) as RequestProblem }),
  };
}

/** A column that may be empty, as a field that may be absent. */
function optional<Name extends string, T>(name: Name, value: T | null): Partial<Record<Name, T>> {
  return value === null ? {} : ({ [name]: value } as Record<Name, T>);
}
