import { err, ok, type Result } from '../../base/model/index.js';
import type { Sql } from '../../catalog/index.js';
import { migrateDeployments } from '../deployments/index.js';
import { pageOfRuns, RUN_TABLES, type Run, type RunQuery } from '../builds/index.js';
import type { Principal } from '../programs/index.js';
import { acceptRequest, type AcceptOptions } from './accept.js';
import { pageOfCells, progressOf, type BackfillCell, type BackfillProgress } from './backfill_store.js';
import type { RequestBody } from './body.js';
import type { RequestFailure } from './failure.js';
import {
  approveRequest,
  cancelRequest,
  continueBackfill,
  retryRequest,
  setRequestPriority,
  stopBackfill,
  tasksOfRequest,
  type TaskPage,
} from './operations.js';
import { requestOf, type Request } from './request.js';
import { countRequests, findRow, pageOfRequests, type RequestQuery } from './request_store.js';
import type { State } from './states.js';
import { REQUEST_TABLES } from './tables.js';
import type { RequestsDeps } from './work_context.js';
import { Worker } from './worker.js';

export type RequestResult = Promise<Result<Request, RequestFailure>>;

interface PageQuery {
  /** The number of the last item of the page before. */
  readonly after?: number | undefined;
  readonly limit: number;
}

/** The requests of a service: what is wanted from its graphs, and what becomes of it. */
export interface Requests {
  /**
   * Accepts a request, once for each idempotency key of a principal.
   *
   * @param sql the caller's transaction, if the request belongs to it; wake the requests after it
   */
  readonly accept: (
    graph: string,
    body: RequestBody,
    options: AcceptOptions,
    sql?: Sql,
  ) => Promise<Result<Request, RequestFailure[]>>;
  readonly get: (id: string) => RequestResult;
  /** Newest first. */
  readonly page: (query: RequestQuery) => Promise<Request[]>;
  readonly counts: () => Promise<Readonly<Record<State, number>>>;
  readonly tasks: (id: string, query: PageQuery) => Promise<Result<TaskPage, RequestFailure>>;
  readonly approve: (id: string, planId: string, principal: Principal) => RequestResult;
  readonly cancel: (id: string, principal: Principal) => RequestResult;
  readonly retry: (id: string, principal: Principal) => RequestResult;
  readonly setPriority: (id: string, priority: number, principal: Principal) => RequestResult;
  readonly stop: (id: string, principal: Principal) => RequestResult;
  readonly continue: (id: string, principal: Principal) => RequestResult;
  readonly progress: (id: string) => Promise<Result<BackfillProgress, RequestFailure>>;
  readonly cells: (id: string, query: PageQuery) => Promise<Result<BackfillCell[], RequestFailure>>;
  /** Builds that were started, newest first. */
  readonly runs: (query: RunQuery) => Promise<Run[]>;
  /** Plans and runs requests until the signal aborts. Builds go on then. */
  readonly work: (signal: AbortSignal) => Promise<void>;
  /** Looks at once whether there is something to do. */
  readonly wake: () => void;
}

/** Makes the tables of requests and runs. @returns the version of a later DataBuild, if one has changed them */
export async function migrateRequests({
  database,
}: Pick<RequestsDeps, 'database'>): Promise<{ readonly newer?: number }> {
  // Builds lead to the deployments that made them.
  const deployments = await migrateDeployments(database);
  const runs = await database.migrate('builds', RUN_TABLES);
  const requests = await database.migrate('requests', REQUEST_TABLES);
  return { ...deployments, ...runs, ...requests };
}

/** The tables must exist: see `migrateRequests` and `migrateActivity`. */
export function openRequests(deps: RequestsDeps): Requests {
  const { database } = deps;
  const worker = new Worker(deps);
  /** What was asked for is looked at at once. */
  const waking = async <T>(result: Promise<T>): Promise<T> => {
    const value = await result;
    worker.wake();
    return value;
  };
  return {
    accept: async (graph, body, options, sql) => {
      if (sql === undefined && (await deps.programs.current(graph)) === undefined) {
        return err([{ reason: 'graph-not-deployed', graph }]);
      }
      return waking(acceptRequest(graph, body, options, deps, sql));
    },
    get: async (id) => {
      const row = await findRow(database, id);
      return row === undefined ? err({ reason: 'request-not-found', id }) : ok(requestOf(row));
    },
    page: (query) => pageOfRequests(database, query),
    counts: () => countRequests(database),
    tasks: (id, query) => tasksOfRequest(id, query, deps),
    approve: (id, planId, principal) => waking(approveRequest(id, planId, principal, deps)),
    cancel: (id, principal) => waking(cancelRequest(id, principal, deps)),
    retry: (id, principal) => waking(retryRequest(id, principal, deps)),
    setPriority: (id, priority, principal) => waking(setRequestPriority(id, priority, principal, deps)),
    stop: (id, principal) => waking(stopBackfill(id, principal, deps)),
    continue: (id, principal) => waking(continueBackfill(id, principal, deps)),
    progress: async (id) => {
      const row = await findRow(database, id);
      return row === undefined ? err({ reason: 'request-not-found', id }) : ok(await progressOf(database, id));
    },
    cells: async (id, query) => {
      const row = await findRow(database, id);
      return row === undefined ? err({ reason: 'request-not-found', id }) : ok(await pageOfCells(database, id, query));
    },
    runs: (query) => pageOfRuns(database, query),
    work: (signal) => worker.work(signal),
    wake: () => {
      worker.wake();
    },
  };
}
