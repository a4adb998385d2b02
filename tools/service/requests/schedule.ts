import { existsSync } from 'node:fs';
import type { Sql } from '../../catalog/index.js';
import { findRun, insertRun, runFiles } from '../builds/index.js';
import { findOverlaps, type Overlap } from './overlaps.js';
import { COLUMNS, type RequestRow, type WaitingFor } from './request.js';
import { moveIn, say, type WorkContext } from './work_context.js';

/** How many requests that could start are looked at in one pass. */
const LOOKED_AT = 200;

/** A request that makes partitions now. */
interface Running {
  readonly id: string;
  readonly run: string;
  readonly build?: string;
}

/**
 * Starts approved requests, the most important ones first, as long as fewer than `maxBuilds` builds run on this catalog. A
 * request that makes partitions which a running build makes, too, waits for that, and for those before it that wait for the same
 * reason: otherwise small ones could overtake a large one for ever. All replicas do this one after another.
 *
 * @returns the requests that have begun; their processes are not started yet
 */
export async function startRequests(context: WorkContext): Promise<RequestRow[]> {
  const { database, settings, owner } = context;
  const waits = await database.all<{ id: string }>(
    `SELECT id FROM requests WHERE owner = $1 AND state IN ('queued', 'waiting-for-builds') LIMIT 1`,
    [owner],
  );
  if (waits.length === 0) return [];
  const moved: RequestRow[] = [];
  const started = await database.transaction(async (sql) => {
    moved.length = 0;
    // Whoever changes this row decides alone until its transaction ends.
    await sql.run('UPDATE request_lock SET holder = $1 WHERE id = 1', [owner]);
    const running = await runningNow(sql);
    const backfills = await startBackfills(sql, context);
    const free = settings.maxBuilds - running.length;
    const rows = free > 0 ? await startBuilds(sql, running, free, context, moved) : [];
    return [...backfills, ...rows];
  });
  for (const row of [...moved, ...started]) say(row, context);
  return started;
}

async function runningNow(sql: Sql): Promise<Running[]> {
  const rows = await sql.all<{ id: string; run: string; build: string | null }>(
    `SELECT requests.id AS id, runs.id AS run, runs.build_id AS build FROM requests JOIN runs ON runs.id = requests.run_id
WHERE requests.state = 'running' AND requests.size IS NULL ORDER BY requests.id`,
  );
  return rows.map(({ id, run, build }) => ({ id, run, ...(build !== null && { build }) }));
}

/** A backfill makes nothing itself, so it needs no slot. */
async function startBackfills(sql: Sql, context: WorkContext): Promise<RequestRow[]> {
  const { owner } = context;
  const rows = await sql.all<RequestRow>(
    `SELECT ${COLUMNS} FROM requests WHERE owner = $1 AND state = 'queued' AND size IS NOT NULL`,
    [owner],
  );
  const started = [];
  for (const { id } of rows) {
    const row = await moveIn(sql, { id, step: 'start', owner }, context);
    if (row !== undefined) started.push(row);
  }
  return started;
}

async function startBuilds(
  sql: Sql,
  running: readonly Running[],
  free: number,
  context: WorkContext,
  moved: RequestRow[],
): Promise<RequestRow[]> {
  const { owner, settings } = context;
  const rows = await sql.all<RequestRow>(
    `SELECT ${COLUMNS} FROM requests WHERE owner = $1 AND state IN ('queued', 'waiting-for-builds') AND size IS NULL
ORDER BY priority DESC, id LIMIT $2`,
    [owner, LOOKED_AT],
  );
  const runs = new Map(running.map((each) => [each.id, each]));
  const places = await placesInQueue(sql);
  const isBefore = (other: string, id: string): boolean => (places.get(other) ?? Infinity) < (places.get(id) ?? 0);
  const ready: RequestRow[] = [];
  for (const row of rows) {
    const stillHolds = ({ request, run }: WaitingFor): boolean =>
      run === undefined ? isBefore(request, row.id) : runs.has(request);
    // Nothing has changed for it.
    if (row.state === 'waiting-for-builds' && waitingFor(row).every(stillHolds)) continue;
    if (hasPlan(row, settings.stateDir)) {
      ready.push(row);
      continue;
    }
    places.delete(row.id);
    moved.push(...present(await moveIn(sql, { id: row.id, step: 'lose-plan', owner }, context)));
  }
  const ids = ready.map(({ id }) => id);
  const others = [...runs.keys(), ...places.keys()];
  const overlaps = Map.groupBy(await findOverlaps(sql, ids, others), ({ waiting }) => waiting);
  const started: RequestRow[] = [];
  for (const row of ready) {
    const blockers = (overlaps.get(row.id) ?? []).filter(({ other }) => runs.has(other) || isBefore(other, row.id));
    if (blockers.length > 0) {
      const waiting_for = JSON.stringify(blockers.map((overlap) => describe(overlap, runs)));
      moved.push(...present(await moveIn(sql, { id: row.id, step: 'overlap', owner, set: { waiting_for } }, context)));
      continue;
    }
    if (started.length === free) continue;
    const begun = await startBuild(sql, row, context);
    if (begun === undefined) continue;
    started.push(begun);
    places.delete(begun.id);
    runs.set(begun.id, { id: begun.id, run: begun.run_id ?? '' });
  }
  return started;
}

/** The place of each request of any replica that could start if nothing were in its way. */
async function placesInQueue(sql: Sql): Promise<Map<string, number>> {
  const rows = await sql.all<{ id: string }>(
    `SELECT id FROM requests WHERE state IN ('queued', 'waiting-for-builds') AND size IS NULL ORDER BY priority DESC, id`,
  );
  return new Map(rows.map(({ id }, place) => [id, place]));
}

/** Writes down the run of a request before its process exists. */
async function startBuild(sql: Sql, row: RequestRow, context: WorkContext): Promise<RequestRow | undefined> {
  const { owner, settings, newId, clock } = context;
  const planRun = row.plan_run ?? '';
  // A plan that is run again, after its first run was interrupted, has another run.
  const run = (await findRun(sql, planRun)) === undefined ? planRun : newId();
  const begun = await moveIn(
    sql,
    { id: row.id, step: 'start', owner, set: { run_id: run, waiting_for: null } },
    context,
  );
  if (begun === undefined) return undefined;
  await insertRun(sql, {
    ...{ id: run, request: row.id, graph: row.graph, deployment: row.deployment ?? '' },
    ...{ replica: settings.replica ?? settings.host, host: settings.host },
    ...{ directory: runFiles(settings.stateDir, run).directory, startedAt: clock.now() },
  });
  return begun;
}

function hasPlan({ plan_run: run }: RequestRow, stateDir: string): boolean {
  return run !== null && existsSync(runFiles(stateDir, run).plan);
}

function waitingFor({ waiting_for: json }: RequestRow): readonly WaitingFor[] {
  return json === null ? [] : (JSON.parse(json) as readonly WaitingFor[]);
}

function describe({ other, partitions, first }: Overlap, runs: ReadonlyMap<string, Running>): WaitingFor {
  const { run, build } = runs.get(other) ?? {};
  return {
    request: other,
    ...(run !== undefined && { run }),
    ...(build !== undefined && { build }),
    partitions,
    first,
  };
}

function present<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}
