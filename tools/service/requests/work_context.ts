import type { Clock, TimeIds } from '../../base/runtime/index.js';
import type { Database, Sql } from '../../catalog/index.js';
import type { Emit, Programs, WorkPlace } from '../programs/index.js';
import { requestOf, type Request, type RequestRow } from './request.js';
import { moveRequest, type Move } from './request_store.js';

export interface RequestSettings extends WorkPlace {
  /** The name of this machine, as it is in events. */
  readonly host: string;
  /** The name of this replica for people; left out, that of the machine. */
  readonly replica?: string;
  /** How many builds run at once, over all replicas. */
  readonly maxBuilds: number;
  /** How many plans are made at once, by this replica. */
  readonly maxPlans: number;
  /** Plans with fewer tasks need nobody's approval. */
  readonly automaticBelow: number;
  /** How long a replica that has died keeps its claims, if nobody sees that it has. */
  readonly claimTtlMs: number;
  /** How often requests of other replicas, and processes that this one has not started, are looked at. */
  readonly pollMs: number;
}

export const DEFAULT_SETTINGS = {
  maxBuilds: 4,
  maxPlans: 2,
  automaticBelow: 1_000,
  claimTtlMs: 15_000,
  pollMs: 1_000,
} as const;

export interface RequestsDeps {
  readonly database: Database;
  readonly clock: Pick<Clock, 'now'>;
  readonly newId: TimeIds;
  readonly emit: Emit;
  readonly programs: Programs;
  readonly settings: RequestSettings;
}

/** What the steps of a request work with. */
export interface WorkContext extends RequestsDeps {
  /** The owner of the requests that this replica works on. */
  readonly owner: string;
}

/** Moves a request in the caller's transaction. */
export function moveIn(sql: Sql, move: Omit<Move, 'now'>, { clock }: Pick<RequestsDeps, 'clock'>) {
  return moveRequest(sql, { ...move, now: clock.now() });
}

/** Moves a request in a transaction of its own, and says so. */
export async function move(
  step: Omit<Move, 'now'>,
  context: Pick<RequestsDeps, 'database' | 'clock' | 'emit'>,
): Promise<RequestRow | undefined> {
  const row = await context.database.transaction((sql) => moveIn(sql, step, context));
  if (row !== undefined) say(row, context);
  return row;
}

/** Tells those who follow the service that a request has another state. */
export function say(row: RequestRow, { clock, emit }: Pick<RequestsDeps, 'clock' | 'emit'>): Request {
  emit({ type: 'request', at: clock.now(), graph: row.graph, request: row.id, state: row.state });
  return requestOf(row);
}
