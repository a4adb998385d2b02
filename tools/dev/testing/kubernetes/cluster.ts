import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { TLSSocket } from 'node:tls';
import type { Job } from 'kubernetes-types/batch/v1.js';
import { Job as JobModel } from 'kubernetes-models/batch/v1/Job';
import { TestAuthority } from './certificates.js';
import { Controller, type StoredJob, type StoredPod } from './controller.js';
import { selectorOf, Store, Versions, type StoredObject } from './store.js';

/** What the server does in place of an answer, once. */
export interface Fault {
  /** Which requests: their method, or `WATCH`, a space, and their path, without the query. */
  readonly on: RegExp;
  /** `reset`: does what it is asked, and closes the connection without an answer. */
  readonly answer:
    | 'reset'
    | { readonly status: number; readonly message: string; readonly headers?: Readonly<Record<string, string>> };
}

/** A request that the server has got. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

export const NAMESPACE = 'builds';

/**
 * The API server of a cluster with one node, on the loopback interface: it answers as the API does, and runs the pods of Jobs
 * as processes. It knows only Jobs and pods of one namespace.
 */
export class LoopbackCluster {
  readonly authority = new TestAuthority('cluster');
  /** The token that it accepts from the beginning. */
  readonly token = 'secret-token';
  /** The tokens that it accepts. */
  readonly tokens = new Set([this.token]);
  readonly requests: SeenRequest[] = [];
  /** The Jobs that were created, as they were sent. */
  readonly manifests: Job[] = [];
  readonly #versions = new Versions();
  readonly #jobs = new Store<StoredJob>(this.#versions);
  readonly #pods = new Store<StoredPod>(this.#versions);
  readonly controller = new Controller(this.#jobs, this.#pods);
  #faults: Fault[] = [];
  #watches = new Set<ServerResponse>();
  /** What watches get later; undefined if they get everything at once. */
  #held: (() => void)[] | undefined;
  #server: Server | undefined;
  #port = 0;
  /** The version that it says it has. */
  minor = '33';

  static async start(): Promise<LoopbackCluster> {
    const cluster = new LoopbackCluster();
    await cluster.up();
    return cluster;
  }

  get url(): string {
    return `https://127.0.0.1:${String(this.#port)}`;
  }

  get jobs(): ReadonlyMap<string, StoredJob> {
    return this.#jobs.objects;
  }

  get pods(): ReadonlyMap<string, StoredPod> {
    return this.#pods.objects;
  }

  /** Waits until something holds about the objects of the cluster. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await this.#versions.changed;
  }

  /** The certificate is a new one each time, as after a rotation. */
  async up(): Promise<void> {
    const own = this.authority.issue('kube-apiserver');
    const options = { ...own, ca: this.authority.cert, requestCert: true, rejectUnauthorized: false };
    const server = createServer(options, (request, response) => {
      void this.#answer(request, response);
    });
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
  }

  /** The API does not answer. Pods go on. */
  async down(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  async stop(): Promise<void> {
    await this.down();
    this.controller.stop();
  }

  /** Something goes wrong, so many times. */
  fault(fault: Fault, times = 1): void {
    this.#faults.push(...Array.from({ length: times }, () => fault));
  }

  /** Closes all watches in the middle of a line. */
  breakWatches(): void {
    for (const watch of this.#watches) {
      watch.write('{"type":"MODI');
      watch.destroy();
    }
  }

  /** Tells watches nothing until `releaseEvents` is called, as a server does that is slow. */
  holdEvents(): void {
    this.#held ??= [];
  }

  releaseEvents(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const tell of held) tell();
  }

  /** Forgets all changes so far, so that no watch can begin before now. */
  forgetHistory(): void {
    this.#versions.oldest = this.#versions.next();
  }

  /** Tells all watches that the changes that they wait for are forgotten. */
  expireWatches(): void {
    this.forgetHistory();
    for (const watch of this.#watches) watch.end(lineOf({ type: 'ERROR', object: statusOf(410, 'Expired', EXPIRED) }));
  }

  /** How many requests it got, by method, a space and the end of the path. */
  count(on: RegExp): number {
    return this.requests.filter(({ method, path }) => on.test(`${method} ${path}`)).length;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const { method = '' } = request;
    const query = Object.fromEntries(url.searchParams);
    const seen = { method, path: url.pathname, query };
    this.requests.push(seen);
    const body = await text(request).catch(() => '');
    const named = `${query['watch'] === 'true' ? 'WATCH' : method} ${url.pathname}`;
    const at = this.#faults.findIndex(({ on }) => on.test(named));
    const [fault] = at < 0 ? [] : this.#faults.splice(at, 1);
    if (fault !== undefined && fault.answer !== 'reset') {
      const { status, message, headers = {} } = fault.answer;
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      send(response, status, statusOf(status, 'Fault', message));
      return;
    }
    const answer = this.#isKnown(request)
      ? this.#handle(seen, body, response)
      : { status: 401, body: statusOf(401, 'Unauthorized', 'Unauthorized') };
    if (fault?.answer === 'reset') response.destroy();
    else if (answer !== undefined) send(response, answer.status, answer.body);
  }

  #isKnown({ headers, socket }: IncomingMessage): boolean {
    const token = (headers.authorization ?? '').replace(/^Bearer /, '');
    return this.tokens.has(token) || (socket instanceof TLSSocket && socket.authorized);
  }

  /** @returns nothing if the answer is a stream that goes on */
  #handle({ method, path, query }: SeenRequest, body: string, response: ServerResponse): Answer | undefined {
    if (path === '/version') return { status: 200, body: { major: '1', minor: this.minor } };
    if (method === 'GET' && path === `/api/v1/namespaces/${NAMESPACE}/events`) {
      return { status: 200, body: { kind: 'EventList', metadata: {}, items: this.controller.events } };
    }
    const [, logOf = ''] = LOG_PATH.exec(path) ?? [];
    if (method === 'GET' && this.#pods.get(logOf) !== undefined) {
      const lines = (this.controller.logs.get(logOf) ?? '').split(/(?<=\n)/);
      return { status: 200, body: lines.slice(-Number(query['tailLines'] ?? Infinity)).join('') };
    }
    const [, namespace = '', kind = '', name] =
      /^\/(?:api\/v1|apis\/batch\/v1)\/namespaces\/([^/]+)\/(jobs|pods)(?:\/([^/]+))?$/.exec(path) ?? [];
    if (kind === '') return notFound('the server could not find the requested resource');
    if (method === 'POST') {
      if (namespace !== NAMESPACE) return notFound(`namespaces "${namespace}" not found`);
      return this.#create(JSON.parse(body) as StoredJob, query);
    }
    const matches = selectorOf(query['labelSelector'] ?? '');
    if (method === 'DELETE') {
      const { propagationPolicy = 'Background' } =
        body === '' ? {} : (JSON.parse(body) as { propagationPolicy?: string });
      const wanted = (object: StoredObject): boolean =>
        (name === undefined || object.metadata.name === name) && matches(object);
      if (kind === 'jobs') {
        for (const job of [...this.#jobs.objects.values()].filter(wanted))
          this.controller.deleteJob(job, propagationPolicy);
      } else for (const pod of [...this.#pods.objects.values()].filter(wanted)) this.controller.deletePod(pod);
      return { status: 200, body: statusOf(200, '', '') };
    }
    const store: Store<StoredObject> = kind === 'jobs' ? this.#jobs : this.#pods;
    if (query['watch'] === 'true') {
      this.#watch(store, matches, query, response);
      return undefined;
    }
    const items = namespace === NAMESPACE ? [...store.objects.values()].filter(matches) : [];
    return { status: 200, body: this.#page(items, query) };
  }

  #create(job: StoredJob, query: SeenRequest['query']): Answer {
    const { name } = job.metadata;
    if (query['fieldValidation'] !== 'Strict') return { status: 400, body: statusOf(400, 'BadRequest', 'not strict') };
    try {
      new JobModel(job as ConstructorParameters<typeof JobModel>[0]).validate();
    } catch (error) {
      return { status: 422, body: statusOf(422, 'Invalid', `Job.batch "${name}" is invalid: ${String(error)}`) };
    }
    const longest = `${name}-${String((job.spec?.completions ?? 1) - 1)}`;
    if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(longest)) {
      const message = `Job.batch "${name}" is invalid: metadata.name: Invalid value: "${longest}"`;
      return { status: 422, body: statusOf(422, 'Invalid', message) };
    }
    if (this.#jobs.get(name) !== undefined) {
      return { status: 409, body: statusOf(409, 'AlreadyExists', `jobs.batch "${name}" already exists`) };
    }
    this.manifests.push(job);
    const stored = this.#jobs.put({ ...job, metadata: { ...job.metadata } });
    this.controller.startJob(stored);
    return { status: 201, body: stored };
  }

  #page(items: readonly StoredObject[], query: SeenRequest['query']): object {
    const from = Number(query['continue'] ?? 0);
    const to = from + Number(query['limit'] ?? Infinity);
    const more = to < items.length ? { continue: String(to) } : {};
    return {
      kind: 'List',
      metadata: { resourceVersion: String(this.#versions.last), ...more },
      items: items.slice(from, to),
    };
  }

  #watch(
    store: Store<StoredObject>,
    matches: (object: StoredObject) => boolean,
    query: SeenRequest['query'],
    response: ServerResponse,
  ): void {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    const after = Number(query['resourceVersion']);
    const end = store.follow(after, ({ type, object }) => {
      if (!matches(object)) return;
      const tell = (): void => {
        response.write(lineOf({ type, object }));
      };
      if (this.#held === undefined) tell();
      else this.#held.push(tell);
    });
    if (end === undefined) {
      response.end(lineOf({ type: 'ERROR', object: statusOf(410, 'Expired', EXPIRED) }));
      return;
    }
    if (query['allowWatchBookmarks'] === 'true') {
      const metadata = { name: '', resourceVersion: String(this.#versions.last) };
      response.write(lineOf({ type: 'BOOKMARK', object: { metadata } }));
    }
    this.#watches.add(response);
    response.on('close', () => {
      end();
      this.#watches.delete(response);
    });
  }
}

interface Answer {
  readonly status: number;
  /** An object is sent as JSON, a text as it is. */
  readonly body: object | string;
}

const LOG_PATH = new RegExp(`^/api/v1/namespaces/${NAMESPACE}/pods/([^/]+)/log$`);

const EXPIRED = 'too old resource version';

function statusOf(code: number, reason: string, message: string): object {
  return { kind: 'Status', apiVersion: 'v1', status: code < 300 ? 'Success' : 'Failure', message, reason, code };
}

function notFound(message: string): Answer {
  return { status: 404, body: statusOf(404, 'NotFound', message) };
}

function lineOf(event: object): string {
  return `${JSON.stringify(event)}\n`;
}

function send(response: ServerResponse, status: number, body: Answer['body']): void {
  const isText = typeof body === 'string';
  response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json' });
  response.end(isText ? body : JSON.stringify(body));
}
