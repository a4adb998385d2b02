import {
  interruptBuild,
  openDatabase,
  prepareJobTables,
  sharedPlace,
  writeJobs,
  type CatalogFailure,
  type CatalogLocation,
  type Database,
} from '../../catalog/index.js';
import { err, ok, type Result } from '../../base/model/index.js';
import { eventsFile, outcomeOf, readEvents } from '../events/index.js';
import { BuildRows } from './build_rows.js';
import { giveWay } from './give_way.js';
import { LeftBuilds, type LeftBuild } from './left_builds.js';

export interface Delivery {
  readonly location: CatalogLocation;
  /** The name of this machine. */
  readonly host: string;
  /** Aborted: stops after the current build. */
  readonly signal: AbortSignal;
  /** A build that delivers its own events. */
  readonly except?: string | undefined;
}

/** Opens the tables of the job catalog for writing. The catalog must exist. */
export async function openJobTables(location: CatalogLocation): Promise<Result<Database, CatalogFailure>> {
  const opened = await openDatabase(location, { durable: false });
  if (!opened.ok) return opened;
  const database = opened.value;
  try {
    const { newer } = await prepareJobTables(database);
    if (newer === undefined) return opened;
    await database[Symbol.asyncDispose]();
    return err({ reason: 'catalog-newer-schema', path: database.place, found: newer, known: 1 });
  } catch (error) {
    await database[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * Delivers what earlier builds on this state directory could not: those that were killed, or did not reach the catalog. Reads
 * their event files. Delivering twice, also from several processes at once, changes nothing.
 *
 * @returns how many builds were delivered completely
 * @throws CatalogError
 */
export async function deliverLeftBuilds(database: Database, delivery: Delivery): Promise<number> {
  const { location, host, signal, except } = delivery;
  const left = new LeftBuilds(location.stateDir, sharedPlace(location));
  let delivered = 0;
  for (const build of await left.list()) {
    if (build.buildId === except || isRunning(build, host)) continue;
    if (!(await deliver(build, database, delivery))) continue;
    await left.remove(build.buildId);
    delivered++;
    // Short builds deliver one each.
    if (signal.aborted) break;
  }
  return delivered;
}

function isRunning(build: LeftBuild, host: string): boolean {
  return outcomeOf({ ...build, outcome: 'unfinished' }, host) === 'running';
}

/** @returns whether no more events will come, and all are in the catalog */
async function deliver(build: LeftBuild, database: Database, { location, host, signal }: Delivery): Promise<boolean> {
  const rows = new BuildRows();
  const read = await readEvents(eventsFile(location.stateDir, build.buildId), (event) => {
    rows.add(Number(event.sequence), Date.parse(event.time), event);
  });
  if (!read.ok && read.error.reason === 'events-unreadable' && read.error.code !== 'ENOENT') return false;
  const batch = rows.take();
  if (batch === undefined) return true;
  await writeJobs(database, batch, giveWay(signal));
  if (batch.build.outcome !== 'unfinished') return true;
  if (outcomeOf({ ...build, outcome: 'unfinished' }, host) !== 'interrupted') return false;
  await interruptBuild(database, build.buildId);
  return true;
}

/** The same for a program that has no database open, such as a service that starts. */
export async function deliverLeft(delivery: Delivery): Promise<Result<number, CatalogFailure>> {
  const opened = await openJobTables(delivery.location);
  if (!opened.ok) return opened;
  await using database = opened.value;
  return ok(await deliverLeftBuilds(database, delivery));
}
