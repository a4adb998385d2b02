import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { timeIds } from '../../../base/runtime/index.js';
import { openDatabase, type CatalogLocation, type Database } from '../../../catalog/index.js';
import { createCatalog, locationOf, opened } from '../../../catalog/conformance/databases.js';
import type { TestGraph } from '../../../cli/testing/index.js';
import {
  migrateActivity,
  type GraphProgram,
  type Principal,
  type Programs,
  type ServiceEvent,
} from '../../programs/index.js';
import {
  DEFAULT_SETTINGS,
  migrateRequests,
  openRequests,
  type Request,
  type RequestBody,
  type Requests,
  type RequestSettings,
  type State,
} from '../index.js';

export const ANN: Principal = { name: 'ann', role: 'operator' };

/** The programs of a test graph, which must be the one that was built last. */
export function programOf(graph: TestGraph): GraphProgram {
  for (const phase of ['plan', 'exec']) graph.writeLauncher(phase);
  return scriptProgram((phase) => [join(dirname(graph.dir), `g.${phase}`)]);
}

/** A program `//t:g` whose targets are these. */
export function scriptProgram(command: GraphProgram['command']): GraphProgram {
  return {
    ...{ graph: '//t:g', deployment: 'd', triggers: [], command, triggerProgram: (path) => path },
    descriptor: { schemaVersion: 1, kind: 'graph', label: '//t:g', package: 't', jobs: [] },
    env: { PATH: '/usr/bin:/bin' },
  };
}

export interface RigOptions {
  readonly programs: Programs;
  readonly settings?: Partial<RequestSettings>;
  /** `postgres://…`; left out, SQLite in the state directory. */
  readonly url?: string | undefined;
}

/** A service that only takes requests, in a state directory of its own. */
export class RequestRig {
  readonly location: CatalogLocation;
  readonly database: Database;
  readonly events: ServiceEvent[] = [];
  readonly #options: RigOptions;
  readonly #replicas: { readonly stop: AbortController; readonly done: Promise<void> }[] = [];

  private constructor(location: CatalogLocation, database: Database, options: RigOptions) {
    this.location = location;
    this.database = database;
    this.#options = options;
  }

  static async open(options: RigOptions): Promise<RequestRig> {
    const stateDir = await mkdtemp(join(tmpdir(), 'requests-'));
    const location = locationOf(stateDir, options.url);
    await createCatalog(location);
    const database = await databaseAt(location);
    return new RequestRig(location, database, options);
  }

  get dataDir(): string {
    return join(this.location.stateDir, 'data');
  }

  /** Another replica, which does nothing by itself. */
  replica(more: Partial<RequestSettings> = {}): Requests {
    return openRequests({
      database: this.database,
      clock: { now: Date.now },
      newId: timeIds(Date.now),
      emit: (event) => this.events.push(event),
      programs: this.#options.programs,
      settings: { ...settingsAt(this.location), ...this.#options.settings, ...more },
    });
  }

  /** A replica that works until the end of the test. */
  start(more: Partial<RequestSettings> = {}): Requests {
    const requests = this.replica(more);
    const stop = new AbortController();
    this.#replicas.push({ stop, done: requests.work(stop.signal) });
    return requests;
  }

  /** Ends all replicas, as a service that is stopped does. */
  async stop(): Promise<void> {
    for (const { stop } of this.#replicas) stop.abort();
    await Promise.all(this.#replicas.splice(0).map(({ done }) => done));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await this.database[Symbol.asyncDispose]();
    await rm(this.location.stateDir, { recursive: true, force: true });
  }
}

export async function databaseAt(location: CatalogLocation): Promise<Database> {
  const database = opened(await openDatabase(location));
  await migrateActivity(database);
  await migrateRequests({ database });
  return database;
}

export function settingsAt({ stateDir, url }: CatalogLocation): RequestSettings {
  return {
    ...DEFAULT_SETTINGS,
    ...{ stateDir, dataDir: join(stateDir, 'data'), host: hostname(), pollMs: 20 },
    ...(url !== undefined && { env: { DATABUILD_CATALOG: url } }),
  };
}

/** Accepts a request of Ann's. @throws if it is not accepted */
export async function accepted(requests: Requests, body: RequestBody, key?: string): Promise<string> {
  const options = { principal: ANN, source: { kind: 'api' }, idempotencyKey: key } as const;
  const request = await requests.accept('//t:g', body, options);
  if (!request.ok) throw new Error(JSON.stringify(request.error));
  return request.value.id;
}

/** Waits until a request has one of these states. @throws if it does not within 40 seconds */
export async function reaches(requests: Requests, id: string, ...states: readonly State[]): Promise<Request> {
  let found = await requests.get(id);
  for (const deadline = Date.now() + 40_000; Date.now() < deadline;) {
    if (found.ok && states.includes(found.value.state)) return found.value;
    await delay(10);
    found = await requests.get(id);
  }
  throw new Error(`the request is not ${states.join(' or ')}: ${JSON.stringify(found)}`);
}
