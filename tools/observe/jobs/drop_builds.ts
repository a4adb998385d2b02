import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  jobCatalogOver,
  removeBuilds,
  type CatalogLocation,
  type CatalogView,
  type Database,
} from '../../catalog/index.js';
import { ok, type Result } from '../../base/model/index.js';
import { errorCode } from '../../base/runtime/index.js';
import { eventsFile, type EventsReadFailure, type TaskState } from '../events/index.js';
import { LocalFiles } from '../../exec/local/index.js';
import { deliverLeftBuilds } from './deliver.js';
import { findPastBuild, listBuilds, type Places } from './past_builds.js';

/** Which builds to drop: those for which all that is given holds. */
export interface Retention {
  /** All but this many of the newest builds. */
  readonly keep?: number | undefined;
  /** Builds that started before this time, in milliseconds since the epoch. */
  readonly before?: number | undefined;
}

export interface DropOptions {
  readonly location: CatalogLocation;
  /** The name of this machine. */
  readonly host: string;
  readonly catalog: Pick<CatalogView, 'current'>;
  readonly database: Database;
  readonly retention: Retention;
  /** Aborted: stops after the current build. */
  readonly signal: AbortSignal;
}

export interface DropReport {
  readonly buildsDropped: number;
  readonly buildsKept: number;
  /** Of the kept ones, those that would be dropped, had they ended. */
  readonly buildsOpen: number;
  /** Logs of dropped builds that stay, because they made partitions that exist. */
  readonly logsKept: number;
}

/** Ids of one transaction. */
const BATCH = 200;

/**
 * Drops builds: their events and logs in the state directory, and their rows in the job catalog. A build stays if it may
 * still run. The log of a task stays if one of its partitions is current, so that it can still be read.
 *
 * @throws CatalogError
 */
export async function dropBuilds(options: DropOptions): Promise<Result<DropReport, EventsReadFailure>> {
  const { location, host, catalog, database, retention, signal } = options;
  const { stateDir } = location;
  // What was not delivered yet would otherwise come back.
  await deliverLeftBuilds(database, { location, host, signal });
  const jobs = { ...jobCatalogOver(database), [Symbol.asyncDispose]: () => Promise.resolve() };
  const places: Places = { stateDir, jobs, host };
  const builds = await listBuilds(places);
  if (!builds.ok) return builds;
  const { keep = 0, before = Infinity } = retention;
  const dropped: string[] = [];
  let [seen, buildsOpen, logsKept] = [0, 0, 0];
  for await (const { id, outcome, startTime } of builds.value) {
    seen++;
    if (seen <= keep || Date.parse(startTime ?? '') >= before) continue;
    if (outcome === 'running' || outcome === 'unknown') buildsOpen++;
    else dropped.push(id);
  }
  let done = 0;
  for (; done < dropped.length && !signal.aborted; done += BATCH) {
    const batch = dropped.slice(done, done + BATCH);
    for (const id of batch) logsKept += await dropFiles(id, places, catalog, signal);
    await removeBuilds(database, batch);
  }
  const buildsDropped = Math.min(done, dropped.length);
  return ok({ buildsDropped, buildsKept: seen - buildsDropped, buildsOpen, logsKept });
}

/** @returns how many logs stay */
async function dropFiles(
  buildId: string,
  places: Places,
  catalog: Pick<CatalogView, 'current'>,
  signal: AbortSignal,
): Promise<number> {
  const { stateDir } = places;
  const folder = join(stateDir, 'builds', buildId);
  const found = await findPastBuild(buildId, places, signal);
  const needed = found.ok ? await neededTasks(found.value.state.tasks, catalog) : [];
  const files = new LocalFiles(stateDir, buildId);
  const logs = new Set(needed.map(({ log = '' }) => basename(log)));
  const entries = await readdir(folder).catch(absent);
  const kept = (await readdir(files.logDir).catch(absent)).filter((log) => logs.has(log));
  if (kept.length === 0) {
    await rm(folder, { recursive: true, force: true });
    return 0;
  }
  // Only the events tell which log a task of a batch has.
  const usual = needed.every(({ id, attempts, log = '' }) => basename(log) === basename(files.logOf(id, attempts)));
  const events = usual ? '' : basename(eventsFile(stateDir, buildId));
  for (const name of entries) {
    if (name !== basename(files.logDir) && name !== events)
      await rm(join(folder, name), { recursive: true, force: true });
  }
  for (const log of await readdir(files.logDir)) if (!logs.has(log)) await rm(join(files.logDir, log), { force: true });
  return kept.length;
}

/** The tasks that made partitions which exist now. */
async function neededTasks(tasks: readonly TaskState[], catalog: Pick<CatalogView, 'current'>): Promise<TaskState[]> {
  const made = tasks.filter(({ manifests = [], log }) => manifests.length > 0 && log !== undefined);
  const current = await catalog.current(made.flatMap(({ outputs }) => outputs));
  return made.filter(({ outputs, manifests = [] }) =>
    outputs.some((ref) => manifests.includes(current.get(ref)?.id ?? '')),
  );
}

function absent(error: unknown): string[] {
  if (errorCode(error) === 'ENOENT') return [];
  throw error;
}
