import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { CLOCK } from '../../base/runtime/index.js';
import { LoopbackServer } from '../../dev/testing/index.js';
import { describeCallFailure, followEvents, openService, pages, type FollowedEvent, type Service } from './index.js';

jest.setTimeout(20_000);

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

let server: LoopbackServer;
/** What the server answers next. The last one stays. */
let answers: Answer[];
let asked: string[];
let pauses: number[];
let waits: string[];
let stop: AbortController;

beforeEach(async () => {
  [answers, asked, pauses, waits, stop] = [[], [], [], [], new AbortController()];
  server = await LoopbackServer.start((request, _, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
    const [answer] = answers;
    if (answers.length > 1) answers.shift();
    answer?.(response, request);
  });
});

afterEach(async () => {
  stop.abort();
  await server.stop();
});

const open = (url = server.url): Service =>
  openService({
    url: new URL(url),
    token: 'secret',
    signal: stop.signal,
    clock: CLOCK,
    onWait: (why) => waits.push(why),
    pause: (milliseconds) => {
      pauses.push(milliseconds);
      return Promise.resolve();
    },
  });

const json =
  (value: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
  };

const problem = (status: number, reason: string, headers: Record<string, string> = {}): Answer =>
  json({ type: `urn:databuild:problem:${reason}`, title: 't', status, detail: 'why' }, status, headers);

const hangUp: Answer = (response) => response.destroy();

const list = (service: Service) => service.ask(service.calls.GET('/api/v1/requests'));

const create = (service: Service, key?: string) =>
  service.ask(
    service.calls.POST('/api/v1/requests', {
      body: { graph: '//t:g', refs: ['a'] },
      params: { header: key === undefined ? {} : { 'idempotency-key': key } },
    }),
  );

const failureOf = async (asking: ReturnType<typeof list>): Promise<string> => {
  const result = await asking;
  return result.ok ? 'none' : describeCallFailure(result.error);
};

test('a call gives its answer with fields that it does not know, and says who asks', async () => {
  let authorization: string | undefined;
  answers = [
    (response, request) => {
      authorization = request.headers.authorization;
      json({ items: [{ id: 'r', news: 1 }] })(response, request);
    },
  ];
  expect(await list(open())).toEqual({ ok: true, value: { items: [{ id: 'r', news: 1 }] } });
  expect([authorization, asked]).toEqual(['Bearer secret', ['GET /api/v1/requests']]);
});

test('a busy service is asked again after the time that it says', async () => {
  answers = [problem(503, 'busy', { 'retry-after': '7' }), problem(429, 'too-many-calls'), json({ items: [] })];
  expect(await list(open())).toMatchObject({ ok: true });
  expect([pauses, waits]).toEqual([[7000, 500], ['503']]);
});

test('after a lost connection, what only reads or has a key is sent again, and nothing else', async () => {
  answers = [hangUp, json({ items: [] })];
  expect(await list(open())).toMatchObject({ ok: true });
  answers = [hangUp, json({ id: 'r' }, 202)];
  expect(await create(open(), 'key')).toMatchObject({ ok: true, value: { id: 'r' } });
  answers = [hangUp, json({ id: 'r' }, 202)];
  expect(await create(open())).toMatchObject({ ok: false });
  expect(asked.filter((call) => call.startsWith('POST'))).toHaveLength(3);
});

test('an address where nothing answers is tried once, and one that had answered is tried again', async () => {
  const service = open();
  const { url } = server;
  answers = [json({ items: [] })];
  await list(service);
  await server.stop();
  expect(await failureOf(list(open(url)))).toMatch(/^no service answers at .* \(ECONNREFUSED\); check the address/);
  expect(pauses).toEqual([]);
  const patient = openService({
    ...{ url: new URL(url), signal: stop.signal, patienceMs: 1000 },
    clock: { elapsed: () => pauses.reduce((sum, pause) => sum + pause, 0) },
    fetch: () => Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } })),
    pause: (milliseconds) => {
      pauses.push(milliseconds);
      return Promise.resolve();
    },
  });
  expect(await failureOf(list(patient))).toContain('ECONNRESET');
  expect(pauses).toEqual([250, 500]);
});

test('a problem, something else than a service, and a missing call are told apart', async () => {
  answers = [problem(409, 'plan-replaced')];
  expect(await failureOf(list(open()))).toBe(`${server.url} refuses: why`);
  answers = [problem(404, 'call-not-found')];
  expect(await failureOf(list(open()))).toBe(
    `the service at ${server.url} does not have the call /api/v1/requests; it is of another version than this program`,
  );
  answers = [(response) => response.writeHead(404).end('<html>')];
  expect(await failureOf(list(open()))).toMatch('is not a DataBuild service: it answered 404');
  answers = [(response) => response.writeHead(200).end('<html>')];
  expect(await failureOf(list(open()))).toMatch('is not a DataBuild service: it answered 200');
  answers = [(response) => response.writeHead(302, { location: 'http://elsewhere.invalid/' }).end()];
  expect(await failureOf(list(open()))).toMatch('is not a DataBuild service: it answered 302');
});

test('pages are read to the last one, or to the first failure', async () => {
  answers = [json({ items: [1, 2], next: 'c' }), json({ items: [3] }), problem(500, 'bug')];
  const service = open();
  const read = async () => {
    const results = [];
    const lists = pages((after) => service.ask(service.calls.GET('/api/v1/requests', { params: { query: after } })));
    for await (const result of lists) results.push(result);
    return results;
  };
  expect(await read()).toEqual([
    { ok: true, value: [1, 2] },
    { ok: true, value: [3] },
  ]);
  expect(asked).toEqual(['GET /api/v1/requests', 'GET /api/v1/requests?after=c']);
  expect(await read()).toMatchObject([{ ok: false, error: { reason: 'refused' } }]);
});

test('events are followed over a lost connection, from the last one that arrived', async () => {
  const ids: unknown[] = [];
  const sends =
    (...events: readonly string[]): Answer =>
    (response, request) => {
      ids.push(request.headers['last-event-id']);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(': still here\n\n');
      // An event in two pieces.
      for (const event of events) response.write(event.slice(0, 9));
      setImmediate(() => {
        for (const event of events) response.write(event.slice(9));
        response.end();
      });
    };
  answers = [
    sends('id: i.7\nevent: request\ndata: {"type":"request","request":"r"}\n\n'),
    hangUp,
    sends('id: i.8\nevent: reload\ndata: {"type":"reload"}\n\n'),
    problem(401, 'unknown-token'),
  ];
  const events: (FollowedEvent | string)[] = [];
  for await (const event of followEvents(open(), ['request'])) {
    events.push(event.ok ? event.value : describeCallFailure(event.error));
  }
  expect(events).toEqual([
    { type: 'connected' },
    { type: 'request', request: 'r' },
    { type: 'connected' },
    { type: 'reload' },
    `${server.url} refuses: why`,
  ]);
  expect(ids).toEqual([undefined, 'i.7']);
});

test('a client whose signal is aborted does not wait', async () => {
  answers = [
    () => {
      stop.abort();
    },
  ];
  expect(await list(open())).toEqual({ ok: false, error: { reason: 'interrupted' } });
});
