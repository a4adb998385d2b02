import type { JobCatalogView } from '../../catalog/index.js';
import { ok, type Result } from '../../base/model/index.js';
import {
  buildIds,
  eventsFile,
  findBuild,
  hasEvents,
  pastBuild,
  replayFile,
  type BuildState,
  type EventsRead,
  type EventsReadFailure,
  type FindBuildFailure,
  type PastBuild,
  type PastOutcome,
  type ReplayFileFailure,
  outcomeOf,
} from '../events/index.js';
import { buildStateOf, outcomeOfRecord, pastBuildOf } from './past_build.js';

/** Where to look for builds: a state directory first, then the job catalog. */
export interface Places {
  readonly stateDir: string;
  /** Absent if the catalog cannot be read. */
  readonly jobs: JobCatalogView | undefined;
  /** The name of this machine. */
  readonly host: string;
}

/** Rows of one query. */
const PAGE_ROWS = 500;

/** All builds of the state directory and of the job catalog, newest first, each once. */
export async function listBuilds({
  stateDir,
  jobs,
  host,
}: Places): Promise<Result<AsyncGenerator<PastBuild>, EventsReadFailure>> {
  const ids = await buildIds(stateDir);
  if (!ids.ok) return ids;
  return ok(merged(ids.value, stateDir, jobs, host));
}

async function* merged(
  ids: readonly string[],
  stateDir: string,
  jobs: JobCatalogView | undefined,
  host: string,
): AsyncGenerator<PastBuild> {
  const local = new Set(ids);
  let at = 0;
  async function* here(until: string): AsyncGenerator<PastBuild> {
    for (let id = ids[at]; id !== undefined && id > until; id = ids[++at]) {
      // A build that was dropped may have left logs that partitions still lead to.
      if (await hasEvents(stateDir, id)) yield await pastBuild(stateDir, id, host);
    }
  }
  for (let before: string | undefined; jobs !== undefined;) {
    const page = await jobs.builds({ limit: PAGE_ROWS, before });
    for (const record of page) {
      yield* here(record.buildId);
      const isHere = local.has(record.buildId) && (await hasEvents(stateDir, record.buildId));
      if (ids[at] === record.buildId) at++;
      yield isHere ? await pastBuild(stateDir, record.buildId, host) : pastBuildOf(record, host);
    }
    before = page.at(-1)?.buildId;
    if (page.length < PAGE_ROWS) break;
  }
  yield* here('');
}

/** A build, from its event file or, if the state directory does not have it, from the job catalog. */
export interface FoundBuild {
  readonly state: BuildState;
  readonly outcome: PastOutcome;
  /** How its event file was read; absent if it is from the job catalog. */
  readonly read?: EventsRead;
}

/** Finds the build with this id, or the only one whose id begins with it; without an id, the newest one. */
export async function findPastBuild(
  id: string | undefined,
  { stateDir, jobs, host }: Places,
  signal: AbortSignal,
): Promise<Result<FoundBuild, FindBuildFailure | ReplayFileFailure>> {
  const found = await findBuild(stateDir, id);
  if (found.ok && (jobs === undefined || (await hasEvents(stateDir, found.value)))) {
    const replayed = await replayFile(eventsFile(stateDir, found.value), signal);
    if (!replayed.ok) return replayed;
    const { state, read } = replayed.value;
    return ok({ state, outcome: outcomeOf(state, host), read });
  }
  if (!found.ok && found.error.reason === 'build-ambiguous') return found;
  const records = (await jobs?.builds({ limit: 2, prefix: id })) ?? [];
  const exact = records.find(({ buildId }) => buildId === id);
  const [record, other] = exact === undefined ? records : [exact];
  if (record === undefined || jobs === undefined) {
    return found.ok ? { ok: false, error: { reason: 'build-not-found', id: found.value, stateDir } } : found;
  }
  if (other !== undefined && id !== undefined) {
    const ids = records.map(({ buildId }) => buildId);
    return { ok: false, error: { reason: 'build-ambiguous', id, found: ids } };
  }
  const tasks = [];
  for (let after: number | undefined; ;) {
    const page = await jobs.tasks(record.buildId, { after, limit: PAGE_ROWS * 10 });
    tasks.push(...page);
    after = page.at(-1)?.n;
    if (page.length < PAGE_ROWS * 10 || signal.aborted) break;
  }
  return ok({ state: buildStateOf(record, tasks), outcome: outcomeOfRecord(record, host) });
}
