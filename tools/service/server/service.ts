import { err, ok, type Result } from '../../base/model/index.js';
import { prepareDirectory, type Clock } from '../../base/runtime/index.js';
import { openCatalog, openDatabase } from '../../catalog/index.js';
import { createApp, everyone, type Answered, type Authenticator, type WebPages } from '../api/index.js';
import type { Programs, ServiceEvent } from '../programs/index.js';
import { followBuilds } from './build_changes.js';
import { ChangeFollower } from './changes.js';
import type { ServiceFailure } from './failure.js';
import { gaugesOf } from './gauges.js';
import { addHealth } from './health.js';
import { listen } from './http.js';
import type { Log } from './log.js';
import { runLoops, type Loop } from './loops.js';
import { createMetrics } from './metrics.js';
import { connectParts } from './parts.js';
import { clearTemporary, keepRetaining, type RetentionPolicy } from './retention.js';
import { lockStateDir } from './state_lock.js';
import { makeTables } from './tables.js';

export interface ServiceOptions {
  /** Address to listen on. Without authentication, it must be of loopback. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Absolute path. */
  readonly stateDir: string;
  /** Absolute path. Where the programs of graphs work. */
  readonly dataDir: string;
  /** Which graphs it runs; left out: those that are deployed to it. */
  readonly programs?: Programs;
  /** The variables of the service, and names of those that the programs of deployments get besides the usual ones. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly passEnv?: readonly string[];
  /** Address of a shared catalog; left out: the one in the state directory. */
  readonly catalogUrl?: string | undefined;
  /** Left out: everyone who reaches the service is its admin. */
  readonly auth?: Authenticator | undefined;
  /** Calls a second that each client may make. */
  readonly callsPerSecond?: number | undefined;
  /** Left out: everything is kept. */
  readonly retention?: RetentionPolicy | undefined;
  /** Whether the log has all calls, also those that only read. */
  readonly logsCalls?: boolean | undefined;
  /** Left out: it has an API only. */
  readonly pages?: WebPages | undefined;
}

export interface ServiceDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Written into the state directory, for those who find it in use. */
  readonly pid: number;
  /** Name of this machine. */
  readonly machine: string;
}

/** A service that runs. */
export interface Service {
  readonly url: string;
  /** Takes no new calls, answers those that run, and ends its loops. Builds go on. @param giveUp see `Listening.close` */
  readonly stop: (giveUp: AbortSignal) => Promise<void>;
}

/** Time between two signs of life to those who follow events. */
const BEAT_MS = 15_000;

/** Answers that take longer are written into the log. */
const SLOW_MS = 1000;

/** Starts a service: opens its catalog, listens, and begins to work. */
export async function startService(
  options: ServiceOptions,
  deps: ServiceDeps,
): Promise<Result<Service, ServiceFailure>> {
  const {
    host,
    port,
    stateDir,
    dataDir,
    programs,
    env,
    passEnv,
    catalogUrl,
    auth = everyone,
    callsPerSecond,
    retention: policy = {},
    logsCalls = false,
    pages,
  } = options;
  const { clock, log, pid, machine } = deps;
  if (auth.open && !isLoopback(host)) return err({ reason: 'not-loopback', host });
  await using opened = new AsyncDisposableStack();
  const directory = prepareDirectory(stateDir, 'state');
  if (!directory.ok) return err({ reason: 'directory', failure: directory.error });
  const lock = await lockStateDir(stateDir);
  if (!lock.ok) return lock;
  opened.defer(lock.value.release);
  await clearTemporary(stateDir);
  const catalog = await openCatalog({ stateDir, url: catalogUrl });
  if (!catalog.ok) return err({ reason: 'catalog', failure: catalog.error });
  opened.defer(() => catalog.value.close());
  const database = await openDatabase({ stateDir, url: catalogUrl });
  if (!database.ok) return err({ reason: 'catalog', failure: database.error });
  opened.use(database.value);
  const newer = await makeTables(database.value);
  if (newer !== undefined) return err({ reason: 'tables-newer', place: database.value.place, tables: newer });

  const stopping = new AbortController();
  const metrics = createMetrics(database.value, clock);
  const parts = connectParts({
    ...{ catalog: catalog.value, database: database.value, clock, programs, env, passEnv, host: machine },
    place: { stateDir, dataDir },
    catalogUrl,
    onEvent: (event) => {
      metrics.onEvent(event);
      if (!isProgress(event) && event.type !== 'trouble') log.info('an event', { ...event, at: undefined });
      if (event.type === 'trouble') log.warn('a part is in trouble', { part: event.part, detail: event.detail });
    },
  });
  const { emit, events, requests, triggers } = parts;
  for (const gauged of gaugesOf(parts)) metrics.add(gauged);
  const app = createApp(parts, {
    auth,
    pages,
    ...(callsPerSecond !== undefined && { callsPerSecond }),
    onAnswered: (answered) => {
      metrics.onAnswered(answered);
      logAnswer(answered, logsCalls, log);
    },
  });
  // Before anyone can call: what clients have not read by then, they get.
  const changes = await ChangeFollower.fromNow(parts.catalog);
  const loops: Loop[] = [
    { name: 'requests', work: (signal) => requests.work(signal) },
    { name: 'triggers', work: (signal) => triggers.work(signal) },
    {
      name: 'changes',
      work: (signal) =>
        changes.follow(
          {
            onChanges: (changed) => {
              events.append({ type: 'partitions', at: clock.now(), changes: changed });
              triggers.wake();
            },
            onLost: () => {
              events.append({ type: 'reload', at: clock.now(), reason: 'behind' });
              triggers.wake();
            },
          },
          signal,
        ),
    },
    { name: 'builds', work: (signal) => followBuilds(database.value, emit, clock, signal) },
    {
      name: 'retention',
      work: (signal) =>
        keepRetaining(
          {
            ...{ policy, host: machine, clock, log, location: { stateDir, url: catalogUrl } },
            ...{ catalog: parts.catalog, database: database.value, deployments: parts.deployments },
          },
          signal,
        ),
    },
  ];
  const beat = setInterval(() => {
    events.beat();
  }, BEAT_MS);
  opened.defer(() => {
    clearInterval(beat);
  });
  const running = runLoops(loops, { signal: stopping.signal, clock, log, emit });
  addHealth(app, {
    database: database.value,
    troubles: () => running.troubles,
    stopping: () => stopping.signal.aborted,
  });
  app.get('/metrics', async (context) =>
    context.body(await metrics.text(), 200, { 'content-type': metrics.contentType }),
  );
  const listening = await listen(app, host, port);
  if (!listening.ok) {
    stopping.abort();
    await running.ended;
    return listening;
  }
  const { url, close } = listening.value;
  await lock.value.describe(`process ${String(pid)}, ${url}`);
  log.info('the service is ready', { url, catalog: catalog.value.place, stateDir });
  const resources = opened.move();
  return ok({
    url,
    stop: async (giveUp) => {
      log.info('the service stops');
      stopping.abort();
      events.close();
      await Promise.all([close(giveUp), running.ended]);
      await resources.disposeAsync();
      log.info('the service has stopped');
    },
  });
}

/** Whether an address can only be reached from this machine. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Whether an event says that something goes on as before: the log would have little else. */
function isProgress(event: ServiceEvent): boolean {
  return event.type === 'task' || (event.type === 'build' && event.state === 'progress');
}

/** What the log says of a call: changes, refusals, what took long, and bugs. */
function logAnswer({ method, path, status, durationMs, who, error }: Answered, logsCalls: boolean, log: Log): void {
  const fields = { method, path, status, ms: Math.round(durationMs), who };
  if (status === 500)
    log.error('a call failed', { ...fields, stack: error instanceof Error ? error.stack : undefined });
  else if (status > 500 || status === 401 || status === 403) log.warn('a call was refused', fields);
  else if (method !== 'GET' && method !== 'HEAD') log.info('a call changed something', fields);
  else if (durationMs > SLOW_MS) log.warn('a call was slow', fields);
  else if (logsCalls) log.info('a call was answered', fields);
}
