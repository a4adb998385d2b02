import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../base/runtime/index.js';
import { jobCatalogOver, type BuildRecord, type Database } from '../../catalog/index.js';
import type { Emit } from '../programs/index.js';

/** Builds that are looked at: a build that is older than so many others is not followed. */
const NEWEST = 200;

/** Time between two looks: one small query. */
const LOOK_EVERY_MS = 500;

/** Reports that what the job catalog has of a build changed, as `progress`, whoever started the build. */
export async function followBuilds(database: Database, emit: Emit, clock: Clock, signal: AbortSignal): Promise<void> {
  const jobs = jobCatalogOver(database);
  let known: ReadonlyMap<string, BuildRecord> | undefined;
  while (!signal.aborted) {
    const found = await jobs.builds({ limit: NEWEST });
    for (const build of known === undefined ? [] : found) {
      const before = known?.get(build.buildId);
      if (before?.sequence === build.sequence && before.outcome === build.outcome) continue;
      emit({ type: 'build', at: clock.now(), graph: build.graph, build: build.buildId, state: 'progress' });
    }
    known = new Map(found.map((build) => [build.buildId, build]));
    await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
