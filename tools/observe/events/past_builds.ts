import { access, readdir, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '../../base/model/index.js';
import { processState, errorCode, openRegularFile } from '../../base/runtime/index.js';
import { parseEvent, readEvents, type EventsRead, type EventsReadFailure } from './read.js';
import { isEnd, Replay, type ReplayFailure } from './replay.js';
import type { StreamEvent } from './schema.js';
import type { BuildState, TaskEnd } from './state.js';

/**
 * `running` and `interrupted` are unfinished builds whose process lives or has ended. `unknown`: the process was on
 * another machine, or the build has no events.
 */
export type PastOutcome = Exclude<BuildState['outcome'], 'unfinished'> | 'running' | 'interrupted' | 'unknown';

/** Summary of a build. */
export interface PastBuild {
  readonly id: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly startTime?: string;
  readonly label?: string;
  readonly outcome: PastOutcome;
  /** Number of tasks by outcome, so far; `built` are those that succeeded. */
  readonly counts?: Readonly<Record<'tasks' | 'built' | Exclude<TaskEnd, 'succeeded'> | 'pruned', number>>;
  /** Absent while the build is unfinished. */
  readonly durationMs?: number;
}

export type FindBuildFailure =
  | { readonly reason: 'build-not-found'; readonly id: string; readonly stateDir: string }
  /** There has been no build yet. */
  | { readonly reason: 'no-builds'; readonly stateDir: string }
  | { readonly reason: 'build-ambiguous'; readonly id: string; readonly found: readonly string[] };

export type ReplayFileFailure = EventsReadFailure | (ReplayFailure & { readonly path: string });

/** The file with the events of a build. */
export function eventsFile(stateDir: string, buildId: string): string {
  return join(stateDir, 'builds', buildId, 'events.jsonl');
}

/** Whether a build has an event file. */
export async function hasEvents(stateDir: string, buildId: string): Promise<boolean> {
  return access(eventsFile(stateDir, buildId)).then(
    () => true,
    () => false,
  );
}

/** Ids of all builds in a state directory, newest first: an id begins with its time. */
export async function buildIds(stateDir: string): Promise<Result<string[], EventsReadFailure>> {
  const path = join(stateDir, 'builds');
  try {
    const entries = await readdir(path, { withFileTypes: true });
    const ids = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    return ok(ids.sort().reverse());
  } catch (error) {
    const code = errorCode(error);
    return code === 'ENOENT' ? ok([]) : err({ reason: 'events-unreadable', path, code });
  }
}

/** Finds the build with this id, or the only one whose id begins with it; without an id, the newest build. */
export async function findBuild(
  stateDir: string,
  id: string | undefined,
): Promise<Result<string, FindBuildFailure | EventsReadFailure>> {
  const ids = await buildIds(stateDir);
  if (!ids.ok) return ids;
  if (id === undefined) {
    const [newest] = ids.value;
    return newest === undefined ? err({ reason: 'no-builds', stateDir }) : ok(newest);
  }
  if (ids.value.includes(id)) return ok(id);
  const found = ids.value.filter((candidate) => candidate.startsWith(id));
  const [only] = found;
  if (only === undefined) return err({ reason: 'build-not-found', id, stateDir });
  return found.length === 1 ? ok(only) : err({ reason: 'build-ambiguous', id, found });
}

/** Replays the events in a file. */
export async function replayFile(
  path: string,
  signal?: AbortSignal,
): Promise<Result<{ readonly state: BuildState; readonly read: EventsRead }, ReplayFileFailure>> {
  const replaying = new Replay();
  const read = await readEvents(
    path,
    (event) => {
      replaying.add(event);
    },
    signal,
  );
  if (!read.ok) return read;
  const state = replaying.state();
  return state.ok ? ok({ state: state.value, read: read.value }) : err({ ...state.error, path });
}

/**
 * The outcome of a build as far as this machine can tell.
 *
 * @param host the name of this machine
 */
export function outcomeOf(state: Pick<BuildState, 'outcome' | 'host' | 'process'>, host: string): PastOutcome {
  if (state.outcome !== 'unfinished') return state.outcome;
  if (state.host !== host) return 'unknown';
  const process = processState(state.process);
  if (process === 'unknown') return 'unknown';
  return process === 'lives' ? 'running' : 'interrupted';
}

/** Summarises a build. For a finished one, only the first and the last event are read. */
export async function pastBuild(stateDir: string, id: string, host: string): Promise<PastBuild> {
  const path = eventsFile(stateDir, id);
  const [first, last] = await endsOfEvents(path);
  if (first?.type === 'dev.databuild.build.started.v1' && last?.type === 'dev.databuild.build.finished.v1') {
    const { outcome, durationMs, built, failed, skipped, aborted, delegated, unchanged = 0, pruned } = last.data;
    const counts = { tasks: first.data.tasks, built, failed, skipped, aborted, delegated, unchanged, pruned };
    return { id, startTime: first.time, label: first.data.label, outcome, counts, durationMs };
  }
  const replayed = await replayFile(path);
  if (!replayed.ok) return { id, outcome: 'unknown' };
  const { state } = replayed.value;
  const { startTime, label, durationMs } = state;
  const outcome = outcomeOf(state, host);
  return { id, startTime, label, outcome, counts: countsOf(state), ...(durationMs !== undefined && { durationMs }) };
}

function countsOf({ tasks, tasksPlanned, pruned }: BuildState): NonNullable<PastBuild['counts']> {
  const counts = {
    tasks: tasksPlanned,
    built: 0,
    failed: 0,
    skipped: 0,
    aborted: 0,
    delegated: 0,
    unchanged: 0,
    pruned,
  };
  for (const { state } of tasks) {
    if (isEnd(state)) counts[state === 'succeeded' ? 'built' : (state as Exclude<TaskEnd, 'succeeded'>)]++;
  }
  return counts;
}

/** The first and the last event are small, so a longer line is neither. */
const END_BYTES = 64 * 1024;

/** The first and the last event of a file; `undefined` for one that is not whole, and none if there is no such file. */
export async function endsOfEvents(path: string): Promise<(StreamEvent | undefined)[]> {
  try {
    await using file = await openRegularFile(path);
    const { size } = await file.stat();
    const head = await read(file, 0, Math.min(size, END_BYTES));
    const tail = await read(file, Math.max(0, size - END_BYTES), Math.min(size, END_BYTES));
    const lines = tail.trimEnd().split('\n');
    return [head.split('\n', 1)[0], lines.at(-1)].map((text) => {
      const event = parseEvent(text ?? '');
      return event.ok ? event.value : undefined;
    });
  } catch {
    return [];
  }
}

async function read(file: FileHandle, position: number, length: number): Promise<string> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead).toString();
}
