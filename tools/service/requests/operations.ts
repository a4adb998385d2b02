import { err, ok, type Result } from '../../base/model/index.js';
import type { Sql } from '../../catalog/index.js';
import { runFiles } from '../builds/index.js';
import { recordActivity, type Principal } from '../programs/index.js';
import { currentChunk, forgetCut } from './backfill_store.js';
import type { RequestFailure } from './failure.js';
import { readPage, type PreviewTask } from './plan_pages.js';
import { requestOf, type Request, type RequestRow } from './request.js';
import { findRow, type Changes } from './request_store.js';
import { isEnd, next, type Step } from './states.js';
import { moveIn, say, type RequestsDeps } from './work_context.js';

type Deps = Pick<RequestsDeps, 'database' | 'clock' | 'emit'>;

/** A step that somebody asks for. */
interface Asked {
  readonly id: string;
  readonly step: Step & ('approve' | 'cancel' | 'retry' | 'stop' | 'continue');
  readonly principal: Principal;
  /** What it changes; a failure if it is not possible. */
  readonly changes: (row: RequestRow) => Result<Changes, RequestFailure>;
  /** What else is written in the same transaction. */
  readonly also?: (sql: Sql, row: RequestRow) => Promise<RequestRow[]>;
}

/** Takes a step of a request, writes who asked for it, and says so. */
async function take(
  { id, step, principal, changes, also }: Asked,
  deps: Deps,
): Promise<Result<Request, RequestFailure>> {
  const { database, clock } = deps;
  const taken = await database.transaction(async (sql): Promise<Result<RequestRow[], RequestFailure>> => {
    // The row is locked, so that it does not change until the step is taken.
    await sql.run('UPDATE requests SET interruptions = interruptions WHERE id = $1', [id]);
    const row = await findRow(sql, id);
    if (row === undefined) return err({ reason: 'request-not-found', id });
    if (next(row.state, step) === undefined) {
      return err({ reason: 'request-not-possible', id, action: step, state: row.state });
    }
    const set = changes(row);
    if (!set.ok) return set;
    const moved = await moveIn(sql, { id, step, set: set.value }, deps);
    if (moved === undefined) throw new Error(`the request ${id} changed while it was locked`);
    await recordActivity(sql, clock.now(), principal, `${step}-request`, id);
    return ok([moved, ...((await also?.(sql, moved)) ?? [])]);
  });
  if (!taken.ok) return taken;
  for (const row of taken.value) say(row, deps);
  const [first] = taken.value;
  return first === undefined ? err({ reason: 'request-not-found', id }) : ok(requestOf(first));
}

/** Approves the plan of a request: this plan and no other. */
export function approveRequest(
  id: string,
  planId: string,
  principal: Principal,
  deps: Deps,
): Promise<Result<Request, RequestFailure>> {
  const changes = ({ plan_id: current, plan_digest: digest }: RequestRow): Result<Changes, RequestFailure> =>
    current === planId
      ? ok({
          ...{ approved_by: principal.name, approved_at: deps.clock.now(), approved_digest: digest },
          ...{ previous_run: null, drifts: 0 },
        })
      : err({ reason: 'plan-replaced', id, approved: planId, current: current ?? '' });
  return take({ id, step: 'approve', principal, changes }, deps);
}

/**
 * Cancels a request. The tasks that its build is running finish first; a second call ends them. A backfill is cancelled together
 * with its current build.
 */
export function cancelRequest(id: string, principal: Principal, deps: Deps): Promise<Result<Request, RequestFailure>> {
  const changes = (row: RequestRow) => ok({ cancel_signals: row.cancel_signals + 1 });
  const also = async (sql: Sql, row: RequestRow): Promise<RequestRow[]> => {
    const child = row.size === null ? undefined : (await currentChunk(sql, id))?.child;
    const found = child === undefined ? undefined : await findRow(sql, child);
    if (found === undefined || isEnd(found.state)) return [];
    const set = { cancel_signals: found.cancel_signals + 1 };
    const moved = await moveIn(sql, { id: found.id, step: 'cancel', set }, deps);
    return moved === undefined ? [] : [moved];
  };
  return take({ id, step: 'cancel', principal, changes, also }, deps);
}

/** Asks again for what a request did not get. What was made stays, so only the rest is planned. */
export function retryRequest(id: string, principal: Principal, deps: Deps): Promise<Result<Request, RequestFailure>> {
  const set: Changes = {
    ...{ cancel_signals: 0, interruptions: 0, drifts: 0, problem: null, ended_at: null, waiting_for: null },
    ...{ changes: null, previous_run: null, approved_by: null, approved_at: null, approved_digest: null },
  };
  const also = async (sql: Sql): Promise<RequestRow[]> => {
    await forgetCut(sql, id);
    return [];
  };
  return take({ id, step: 'retry', principal, changes: () => ok(set), also }, deps);
}

/** Begins no further build of a backfill. The current one goes on. */
export function stopBackfill(id: string, principal: Principal, deps: Deps): Promise<Result<Request, RequestFailure>> {
  return take({ id, step: 'stop', principal, changes: ofBackfill(id, 'stop') }, deps);
}

/** Goes on with a backfill that was stopped. */
export function continueBackfill(
  id: string,
  principal: Principal,
  deps: Deps,
): Promise<Result<Request, RequestFailure>> {
  return take({ id, step: 'continue', principal, changes: ofBackfill(id, 'continue') }, deps);
}

function ofBackfill(id: string, action: string) {
  return ({ size }: RequestRow): Result<Changes, RequestFailure> =>
    size === null ? err({ reason: 'not-a-backfill', id, action }) : ok({});
}

/** Changes how important a request is, and the builds of a backfill with it. What runs already goes on. */
export async function setRequestPriority(
  id: string,
  priority: number,
  principal: Principal,
  deps: Deps,
): Promise<Result<Request, RequestFailure>> {
  const row = await deps.database.transaction(async (sql) => {
    const changed = await sql.run('UPDATE requests SET priority = $2 WHERE id = $1 OR parent = $1', [id, priority]);
    if (changed === 0) return undefined;
    await recordActivity(sql, deps.clock.now(), principal, 'set-request-priority', id, { priority });
    return findRow(sql, id);
  });
  return row === undefined ? err({ reason: 'request-not-found', id }) : ok(say(row, deps));
}

export interface TaskPage {
  readonly plan: string;
  readonly total: number;
  readonly items: readonly PreviewTask[];
  /** The number after which the next page begins. */
  readonly next?: number;
}

/** A page of the tasks of a plan, in its order. @param after the number of the last task of the page before */
export async function tasksOfRequest(
  id: string,
  { after = -1, limit }: { readonly after?: number | undefined; readonly limit: number },
  { database, settings }: Pick<RequestsDeps, 'database' | 'settings'>,
): Promise<Result<TaskPage, RequestFailure>> {
  const row = await findRow(database, id);
  if (row === undefined) return err({ reason: 'request-not-found', id });
  const { plan } = requestOf(row);
  if (plan === undefined) return err({ reason: 'no-plan', id, state: row.state });
  const files = runFiles(settings.stateDir, plan.run);
  const items = await readPage(files, after + 1, limit);
  if (!items.ok) {
    const isMissing = items.error.reason === 'plan-unreadable' && items.error.code === 'ENOENT';
    return isMissing ? err({ reason: 'plan-elsewhere', id, path: files.plan }) : items;
  }
  const last = items.value.at(-1)?.number;
  const { tasks: total } = plan.summary;
  const hasNext = last !== undefined && last + 1 < total;
  return ok({ plan: plan.id, total, items: items.value, ...(hasNext && { next: last }) });
}
