import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, type Clock } from '../../base/runtime/index.js';
import { prepareJobTables, type CatalogLocation, type CatalogView, type Database } from '../../catalog/index.js';
import { deliverLeftBuilds, dropBuilds } from '../../observe/jobs/index.js';
import { describeEventsFailure } from '../../report/index.js';
import type { Deployments } from '../deployments/index.js';
import type { Principal } from '../programs/index.js';
import { dropRuns } from '../requests/index.js';
import { dropEvents } from '../triggers/index.js';
import type { Log } from './log.js';
import { waitFor } from './loops.js';

/** How long a service keeps what only tells of the past. */
export interface RetentionPolicy {
  /** What ended longer ago than this is dropped, in milliseconds; left out: nothing is. */
  readonly keepMs?: number | undefined;
  /** The newest builds that are kept whatever their age. */
  readonly keepBuilds?: number | undefined;
}

export interface RetentionOptions {
  readonly policy: RetentionPolicy;
  readonly location: CatalogLocation;
  /** Name of this machine. */
  readonly host: string;
  readonly catalog: Pick<CatalogView, 'current'>;
  readonly database: Database;
  /** Absent in a service of one graph. */
  readonly deployments?: Pick<Deployments, 'sweep'> | undefined;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/** In the activity log, what the policy removes is removed by this. */
const RETENTION: Principal = { name: 'retention', role: 'admin' };

/** Time between two passes. */
const EVERY_MS = 3_600_000;

/** Makes a pass at once, and then again and again until the signal aborts. */
export async function keepRetaining(options: RetentionOptions, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await retain(options, signal);
    await waitFor(EVERY_MS, signal);
  }
}

/**
 * One pass: delivers what builds could not log in the job catalog, and drops what the policy no longer keeps. Manifests, and what
 * they lead to, always stay: their deployments, and the logs of the tasks that made partitions that exist.
 *
 * @throws CatalogError
 */
export async function retain(options: RetentionOptions, signal: AbortSignal): Promise<void> {
  const { policy, location, host, catalog, database, deployments, clock, log } = options;
  const { newer } = await prepareJobTables(database);
  if (newer !== undefined) throw new Error('the tables of builds were written by a later DataBuild');
  await deliverLeftBuilds(database, { location, host, signal });
  if (policy.keepMs === undefined) return;
  const before = clock.now() - policy.keepMs;
  const retention = { keep: policy.keepBuilds, before };
  const builds = await dropBuilds({ location, host, catalog, database, retention, signal });
  if (!builds.ok) throw new Error(describeEventsFailure(builds.error));
  const runs = await dropRuns({ database, stateDir: location.stateDir, before, signal });
  const triggerEvents = await dropEvents(database, before, signal);
  const removed = (await deployments?.sweep(before, RETENTION)) ?? [];
  const dropped = { builds: builds.value.buildsDropped, runs, triggerEvents, deployments: removed.length };
  if (Object.values(dropped).some((count) => count > 0)) log.info('what is older than the policy was dropped', dropped);
}

/** Removes what an earlier service was receiving or unpacking when it was killed. No other service uses the state directory. */
export async function clearTemporary(stateDir: string): Promise<void> {
  const folder = join(stateDir, 'tmp');
  const names = await readdir(folder).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  for (const name of names) await rm(join(folder, name), { recursive: true, force: true });
}
