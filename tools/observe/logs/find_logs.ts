import { access, constants, stat } from 'node:fs/promises';
import type { Catalog } from '../../catalog/index.js';
import { buildIds, eventsFile, isEnd, type EventsReadFailure, type TaskState } from '../events/index.js';
import { LocalFiles } from '../../exec/local/index.js';
import { err, ok, type Manifest, type PartitionRef, type Result } from '../../base/model/index.js';
import { obstacleToFile, type Obstacle } from '../../base/runtime/index.js';
import { BuildTrace } from './build_trace.js';

/** The log of the last attempt to make a ref. */
export interface FoundLog {
  readonly ref: PartitionRef;
  readonly buildId: string;
  readonly taskId: string;
  readonly job: string;
  /** Number of that attempt; 0 if none has started. */
  readonly attempt: number;
  /** Path of its log, or of the first attempt's future log. */
  readonly path: string;
  /** How many tasks the attempt runs in one batch, so that the log is of all of them; absent if it is only this one. */
  readonly batch?: number;
  /** The machine that runs the build. */
  readonly host: string;
  readonly state: TaskState['state'];
  /** Whether the task has not ended, so that more may follow. */
  readonly live: boolean;
}

export type FindLogFailure =
  /** `lately`: the outcome of its task in the latest build that had one. */
  | { readonly reason: 'never-tried'; readonly ref: PartitionRef; readonly lately?: Lately | undefined }
  | ({ readonly reason: 'log-gone' } & Pick<FoundLog, 'ref' | 'path' | 'host' | 'buildId'>)
  /** This account may not read it. */
  | { readonly reason: 'log-unreadable'; readonly ref: PartitionRef; readonly obstacle: Obstacle };

export interface Lately {
  readonly buildId: string;
  readonly state: TaskState['state'];
  readonly live: boolean;
}

export interface FindLogsDeps {
  readonly catalog: Pick<Catalog, 'history'>;
  readonly stateDir: string;
  /** This machine. */
  readonly host: string;
  /** Search only this build. */
  readonly buildId?: string | undefined;
  /** Whether to find tasks that a build has not started yet. */
  readonly queued: boolean;
  readonly signal: AbortSignal;
}

interface DatedLog {
  readonly log: FoundLog;
  /** When the task started, in milliseconds since the epoch. */
  readonly time: number;
  /** Builds that recorded the ref before, as the catalog orders them: whatever their clocks say. */
  readonly before: ReadonlySet<string>;
}

/**
 * Finds, for each ref, the last attempt to make it: by its manifests, and by the events of the builds in this state
 * directory, which also know failed and running tasks. Builds are read from the most recently active one backwards, as
 * far as necessary.
 *
 * @throws ReadError if the events of a build cannot be read
 */
export async function findLogs(
  refs: readonly PartitionRef[],
  deps: FindLogsDeps,
): Promise<Result<Result<FoundLog, FindLogFailure>[], EventsReadFailure>> {
  const { stateDir, buildId, signal } = deps;
  const found = await recordedLogs(refs, deps);
  const lately = new Map<PartitionRef, Lately>();
  const ids = buildId === undefined ? await buildIds(stateDir) : ok([buildId]);
  if (!ids.ok) return ids;
  for (const build of await latestFirst(stateDir, ids.value)) {
    const open = refs.filter((ref) => (found.get(ref)?.time ?? -Infinity) <= build.lastTime);
    if (open.length === 0 || signal.aborted) break;
    const trace = new BuildTrace(stateDir, build.id, open);
    await trace.update(signal);
    for (const ref of open) look(ref, { trace, buildId: build.id, found, lately, deps });
  }
  const results = refs.map(async (ref) => {
    const log = found.get(ref)?.log;
    return log === undefined ? err({ reason: 'never-tried' as const, ref, lately: lately.get(ref) }) : checked(log);
  });
  return ok(await Promise.all(results));
}

interface Looking {
  readonly trace: BuildTrace;
  readonly buildId: string;
  readonly found: Map<PartitionRef, DatedLog>;
  readonly lately: Map<PartitionRef, Lately>;
  readonly deps: FindLogsDeps;
}

/** Uses what a build knows about a ref, if it is later than what was found so far. */
function look(ref: PartitionRef, { trace, buildId, found, lately, deps }: Looking): void {
  const task = trace.task(ref);
  if (task === undefined) return;
  const { state, attempts, job, id: taskId, batch } = task;
  const open = !isEnd(state);
  const live = open && trace.live(deps.host);
  if (attempts === 0 && !(live && deps.queued)) {
    if (!lately.has(ref)) lately.set(ref, { buildId, state, live });
    return;
  }
  const time = attempts === 0 ? Infinity : Date.parse(task.startTime ?? '');
  const best = found.get(ref);
  if (best !== undefined && best.log.buildId !== buildId) {
    if (best.time > time || best.before.has(buildId)) return;
  }
  const attempt = Math.max(1, attempts);
  const path = trace.logOf(taskId, attempt) ?? usualLog(deps.stateDir, buildId, taskId, attempt);
  const what = { ref, buildId, taskId, job, attempt: attempts, ...(batch !== undefined && { batch }) };
  const log = { ...what, path, host: trace.host ?? '', state, live };
  found.set(ref, { log, time, before: best?.before ?? NO_BUILDS });
}

/** From the catalog: the latest run of each ref that recorded a manifest. */
async function recordedLogs(
  refs: readonly PartitionRef[],
  { catalog, stateDir, buildId }: FindLogsDeps,
): Promise<Map<PartitionRef, DatedLog>> {
  const found = new Map<PartitionRef, DatedLog>();
  for (const [ref, entries] of await catalog.history(refs)) {
    const built = entries.flatMap((entry) => (entry.kind === 'recorded' ? [entry.manifest] : []));
    const manifest = built.find(
      (one) => (one.origin ?? 'built') === 'built' && one.buildId === (buildId ?? one.buildId),
    );
    if (manifest === undefined) continue;
    const before = new Set(built.map((one) => one.buildId));
    before.delete(manifest.buildId);
    found.set(ref, { log: logOf(ref, manifest, stateDir), time: Date.parse(manifest.startTime), before });
  }
  return found;
}

const NO_BUILDS: ReadonlySet<string> = new Set();

function logOf(ref: PartitionRef, manifest: Manifest, stateDir: string): FoundLog {
  const { buildId, taskId, job, attempt, host } = manifest;
  const path = usualLog(stateDir, buildId, taskId, attempt);
  return { ref, buildId, taskId, job, attempt, path, host, state: 'succeeded', live: false };
}

/** The usual path of a task's log, for want of an event that names it. Manifests do not. */
function usualLog(stateDir: string, buildId: string, taskId: string, attempt: number): string {
  return new LocalFiles(stateDir, buildId).logOf(taskId, attempt);
}

/** Builds that have events, the most recently active first. */
async function latestFirst(stateDir: string, ids: readonly string[]): Promise<{ id: string; lastTime: number }[]> {
  const builds = await Promise.all(
    ids.map(async (id) => {
      const stats = await stat(eventsFile(stateDir, id)).catch(() => undefined);
      return stats === undefined ? [] : [{ id, lastTime: stats.mtimeMs }];
    }),
  );
  return builds.flat().sort((left, right) => right.lastTime - left.lastTime);
}

/** Checks that the log exists and can be read. The log of a live task may not exist yet. */
async function checked(log: FoundLog): Promise<Result<FoundLog, FindLogFailure>> {
  if (log.live) return ok(log);
  try {
    await access(log.path, constants.R_OK);
    return ok(log);
  } catch {
    const { ref, path, host, buildId } = log;
    const obstacle = obstacleToFile(path, 'read');
    if (obstacle !== undefined) return err({ reason: 'log-unreadable', ref, obstacle });
    return err({ reason: 'log-gone', ref, path, host, buildId });
  }
}
