import {
  sharedPlace,
  writeJobs,
  CatalogError,
  type CatalogFailure,
  type CatalogLocation,
  type Database,
} from '../../catalog/index.js';
import { settledOr } from '../../base/runtime/index.js';
import type { ProcessMark } from '../../base/model/index.js';
import type { Emit } from '../../exec/index.js';
import { bodyOf } from '../events/index.js';
import { BuildRows } from './build_rows.js';
import { deliverLeftBuilds, openJobTables } from './deliver.js';
import { giveWay } from './give_way.js';
import { LeftBuilds } from './left_builds.js';

export interface JobLogOptions {
  readonly location: CatalogLocation;
  /** The name of this machine. */
  readonly host: string;
  readonly process: ProcessMark;
  /** Called once, at the end, if the catalog does not have the whole build. A later build delivers it from the event file. */
  readonly onUndelivered: (failure: CatalogFailure | undefined) => void;
}

/** Logs one build in the job catalog. */
export interface JobLog extends AsyncDisposable {
  /** Never throws, and never waits. */
  readonly emit: Emit;
  /** Delivers the rest, within a few seconds. Never fails. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** What happens in this time is delivered together, in milliseconds. */
const GATHER_MS = 500;

/** So many rows are delivered at once. */
const MANY_ROWS = 10_000;

/** If more rows wait, the catalog does not keep up: the event file has everything, and a later build delivers it. */
const MAX_ROWS = 300_000;

/** How long the end of a build waits, in milliseconds. */
const CLOSE_MS = 3_000;

/** The longest pause after attempts that failed. */
const MAX_PAUSE_MS = 30_000;

export function jobLog({ location, host, process, onUndelivered }: JobLogOptions): JobLog {
  const left = new LeftBuilds(location.stateDir, sharedPlace(location));
  const stop = new AbortController();
  const closing = new AbortController();
  const rows = new BuildRows();
  let sequence = 0;
  let database: Database | undefined;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;
  let delivering: Promise<unknown> | undefined;
  let announced = false;
  let finished = false;
  let abandoned = false;
  let failures = 0;
  let failure: CatalogFailure | undefined;

  /** @throws CatalogError */
  const opened = async (): Promise<Database> => {
    if (database !== undefined) return database;
    const open = await openJobTables(location);
    if (!open.ok) throw new CatalogError(open.error, undefined);
    return (database = open.value);
  };

  const write = async (): Promise<void> => {
    const { buildId } = rows;
    if (buildId === undefined) return;
    if (!announced) left.add({ buildId, host, process });
    announced = true;
    const into = await opened();
    const batch = rows.take();
    if (batch === undefined) return;
    try {
      await writeJobs(into, batch, giveWay(closing.signal));
    } catch (error) {
      rows.putBack(batch);
      throw error;
    }
    delivering ??= deliverLeftBuilds(into, { location, host, signal: stop.signal, except: buildId }).catch(
      () => undefined,
    );
  };

  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    return (writing ??= write()
      .then(
        () => {
          failures = 0;
          failure = undefined;
        },
        (error: unknown) => {
          failures++;
          failure = error instanceof CatalogError ? error.failure : undefined;
        },
      )
      .finally(() => {
        writing = undefined;
        if (rows.size > 0 && !stop.signal.aborted) schedule();
      }));
  };

  const schedule = (): void => {
    if (writing !== undefined || abandoned) return;
    const soon = failures === 0 && rows.size >= MANY_ROWS;
    if (soon) clearTimeout(timer);
    else if (timer !== undefined) return;
    timer = setTimeout(() => void flush(), soon ? 0 : Math.min(GATHER_MS * 2 ** failures, MAX_PAUSE_MS));
    timer.unref();
  };

  const deliverRest = async (): Promise<void> => {
    closing.abort();
    await writing;
    failures = 0;
    await flush();
    // What came while an earlier batch was written.
    if (rows.size > 0 && failures === 0) await flush();
    if (failures === 0 && finished) await left.remove(rows.buildId ?? '');
    stop.abort();
    await delivering;
    await database?.[Symbol.asyncDispose]();
  };

  return {
    emit(event) {
      if (abandoned) return;
      if (sequence === 0 && !(event.type === 'build' && event.event === 'started')) return;
      rows.add(++sequence, event.time, bodyOf(event, { process }));
      finished ||= event.type === 'build' && event.event === 'finished';
      if (rows.size > MAX_ROWS) {
        abandoned = true;
        rows.take();
      } else schedule();
    },
    async [Symbol.asyncDispose]() {
      if (sequence === 0) return;
      clearTimeout(timer);
      if (!abandoned) {
        const giveUp = new AbortController();
        const limit = setTimeout(() => {
          giveUp.abort();
        }, CLOSE_MS);
        await settledOr(deliverRest(), giveUp.signal);
        clearTimeout(limit);
        if (failures === 0 && rows.size === 0 && writing === undefined) return;
      }
      stop.abort();
      clearTimeout(timer);
      onUndelivered(failure);
    },
  };
}
