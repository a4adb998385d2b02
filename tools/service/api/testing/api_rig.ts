import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GraphDescriptor, Manifest } from '../../../base/model/index.js';
import { CLOCK } from '../../../base/runtime/index.js';
import { openCatalog, openDatabase, type Catalog, type Database } from '../../../catalog/index.js';
import { manifestOf, ref } from '../../../catalog/conformance/manifests.js';
import { templateJob } from '../../../dev/testing/index.js';
import { onlyProgram, type GraphProgram, type ServiceEvent } from '../../programs/index.js';
import { connectParts, makeTables } from '../../server/index.js';
import { createApp, type App, type AppOptions, type Parts } from '../index.js';

/** The label of the graph, as a path has it. */
export const GRAPH = encodeURIComponent('//t:g');

const DESCRIPTOR: GraphDescriptor = {
  schemaVersion: 1,
  kind: 'graph',
  label: '//t:g',
  package: 't',
  jobs: [templateJob('delays', ['delays/month={month}']), templateJob('report', ['report/month={month}'])],
};

/** A graph whose programs answer nothing. */
const PROGRAM: GraphProgram = {
  graph: '//t:g',
  deployment: 'embedded',
  descriptor: DESCRIPTOR,
  triggers: [
    {
      name: 'daily',
      requests: ['report/month={month}'],
      schedule: '0 6 1 * *',
      catchUp: 'latest',
      timeoutMs: 1000,
      http: true,
    },
  ],
  command: () => ['/bin/false'],
  triggerProgram: () => '/bin/false',
  env: {},
};

/** An API over a catalog of its own, without a connection. */
export class ApiRig implements AsyncDisposable {
  readonly app: App;
  readonly catalog: Catalog;
  readonly parts: Parts;
  readonly events: ServiceEvent[] = [];
  readonly #stateDir: string;
  readonly #database: Database;

  private constructor(stateDir: string, catalog: Catalog, database: Database, options: RigOptions) {
    this.#stateDir = stateDir;
    this.#database = database;
    this.catalog = catalog;
    const { parts, ...others } = options;
    const connected = connectParts({
      ...{ catalog, database, clock: CLOCK, programs: onlyProgram(PROGRAM), host: 'here' },
      place: { stateDir, dataDir: join(stateDir, 'data') },
      onEvent: (event) => this.events.push(event),
    });
    this.parts = { ...connected, ...parts };
    this.app = createApp(this.parts, others);
  }

  static async open(options: RigOptions = {}): Promise<ApiRig> {
    const stateDir = await mkdtemp(join(tmpdir(), 'databuild-api-'));
    const catalog = await openCatalog({ stateDir });
    const database = await openDatabase({ stateDir });
    if (!catalog.ok || !database.ok) throw new Error('there is no catalog');
    await makeTables(database.value);
    return new ApiRig(stateDir, catalog.value, database.value, options);
  }

  /** Makes a call. @param path below `/api/v1` */
  async call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    const { body, headers = {} } = options;
    const text =
      body === undefined || typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
    const response = await this.app.request(`http://localhost/api/v1${path}`, {
      method,
      headers: { host: 'localhost', ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(text !== undefined && { body: typeof text === 'string' ? text : new Uint8Array(text) }),
    });
    return { status: response.status, headers: response.headers, ...readAnswer(await response.text()) };
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.call('GET', path, { headers });
  }

  /** Records partitions, each by a task of its own. */
  async record(refs: readonly string[], more: Partial<Manifest> = {}): Promise<void> {
    await this.catalog.record(refs.map((each) => manifestOf(`m-${each}`, [each], more)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#database[Symbol.asyncDispose]();
    await this.catalog.close();
    await rm(this.#stateDir, { recursive: true });
  }
}

export { manifestOf, ref };

export interface RigOptions extends AppOptions {
  readonly parts?: Partial<Parts>;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The answer as JSON; undefined if it is none. */
  readonly json: unknown;
}

function readAnswer(text: string): Pick<Answer, 'text' | 'json'> {
  try {
    return { text, json: JSON.parse(text) as unknown };
  } catch {
    return { text, json: undefined };
  }
}
