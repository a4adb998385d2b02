import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { httpSink, type HttpSinkOptions } from './http_sink.js';
import type { EventSink, SinkFailure } from './sink.js';

const HOUR_MS = 3_600_000;

interface Received {
  readonly request: IncomingMessage;
  readonly events: unknown;
  /** Answers. */
  readonly answer: (status: number) => void;
  readonly response: ServerResponse;
}

let server: Server;
let failures: SinkFailure[];
let received: Received[];
let told: PromiseWithResolvers<undefined>;

const never = new AbortController().signal;

beforeEach(async () => {
  failures = [];
  received = [];
  told = Promise.withResolvers();
  server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({
        request,
        events: JSON.parse(Buffer.concat(chunks).toString()) as unknown,
        response,
        answer: (status) => response.writeHead(status).end('an answer'),
      });
      told.resolve(undefined);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const address = (path = '/events', login = ''): URL =>
  new URL(`http://${login}127.0.0.1:${String((server.address() as AddressInfo).port)}${path}`);

const nextRequest = async (): Promise<Received> => {
  if (received.length === 0) await told.promise;
  told = Promise.withResolvers();
  return received.shift()!;
};

const sinkTo = (url: URL, options: Partial<HttpSinkOptions> = {}): EventSink =>
  httpSink({ url, gatherMs: HOUR_MS, retryMs: 1, onFailure: (failure) => failures.push(failure), ...options });

const write = (sink: EventSink, ...numbers: readonly number[]): void => {
  for (const number of numbers) sink.write(`${JSON.stringify({ number })}\n`, false);
};

const press = (sink: EventSink, number: number): void => {
  sink.write(`${JSON.stringify({ number })}\n`, true);
};

const events = (...numbers: readonly number[]): unknown => numbers.map((number) => ({ number }));

const refusedPort = async (): Promise<number> => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  await new Promise((resolve) => other.close(resolve));
  return port;
};

test('events are posted in batches of CloudEvents', async () => {
  const sink = sinkTo(address('/a/b?key=1'));
  write(sink, 1, 2);
  press(sink, 3);
  const first = await nextRequest();
  expect(first.events).toEqual(events(1, 2, 3));
  expect(first.request).toMatchObject({ method: 'POST', url: '/a/b?key=1' });
  expect(first.request.headers).toMatchObject({ 'content-type': 'application/cloudevents-batch+json' });
  first.answer(204);
  write(sink, 4);
  const closed = sink.close(never);
  const second = await nextRequest();
  expect(second.events).toEqual(events(4));
  second.answer(200);
  await closed;
  expect(failures).toEqual([]);
});

test('user and password of the address are sent as basic authentication, and no message contains them', async () => {
  const sink = sinkTo(address('/events?key=k3y', 'us%40er:s%3Acret@'));
  press(sink, 1);
  const { request, answer } = await nextRequest();
  expect(request.headers.authorization).toBe(`Basic ${Buffer.from('us@er:s:cret').toString('base64')}`);
  answer(403);
  await sink.close(never);
  expect(failures).toEqual([{ reason: 'events-refused', target: address('/events').href, status: 403 }]);
});

test('events that arrive while a request is under way form the next batch', async () => {
  const sink = sinkTo(address());
  press(sink, 1);
  const first = await nextRequest();
  press(sink, 2);
  write(sink, 3);
  press(sink, 4);
  expect(received).toEqual([]);
  first.answer(200);
  const second = await nextRequest();
  expect([first.events, second.events]).toEqual([events(1), events(2, 3, 4)]);
  second.answer(200);
  await sink.close(never);
});

test.each([500, 503, 429, 408])(
  'a batch that is answered with %i is sent again unchanged until it is accepted',
  async (status) => {
    const sink = sinkTo(address());
    write(sink, 1);
    press(sink, 2);
    for (let tries = 0; tries < 3; tries++) {
      const { events: sent, answer } = await nextRequest();
      expect(sent).toEqual(events(1, 2));
      answer(status);
    }
    (await nextRequest()).answer(200);
    await sink.close(never);
    expect([failures, received]).toEqual([[], []]);
  },
);

test('a request without an answer is given up and sent again', async () => {
  const sink = sinkTo(address(), { requestMs: 500 });
  press(sink, 1);
  await nextRequest();
  const again = await nextRequest();
  expect(again.events).toEqual(events(1));
  again.answer(200);
  await sink.close(never);
});

test('a batch is sent again after its connection breaks', async () => {
  const sink = sinkTo(address());
  press(sink, 1);
  (await nextRequest()).request.socket.destroy();
  const again = await nextRequest();
  again.answer(200);
  await sink.close(never);
  expect(failures).toEqual([]);
});

test('a batch that is too large is halved, and a single event that is too large is dropped', async () => {
  const sink = sinkTo(address());
  write(sink, 1, 2, 3);
  press(sink, 4);
  const large = (sent: unknown): boolean => JSON.stringify(sent).includes('3') || (sent as unknown[]).length > 2;
  const taken: unknown[] = [];
  const closed = sink.close(never);
  for (let last = false; !last;) {
    const { events: sent, answer } = await nextRequest();
    last = JSON.stringify(sent) === JSON.stringify(events(4));
    if (!large(sent)) taken.push(sent);
    answer(large(sent) ? 413 : 200);
  }
  await closed;
  expect(taken).toEqual([events(1, 2), events(4)]);
  expect(failures).toEqual([{ reason: 'events-undelivered', target: address().href, count: 1, detail: 'status 413' }]);
});

test.each([301, 400, 401, 404, 410])(
  'after status %i nothing more is sent, and one warning reports that',
  async (status) => {
    const sink = sinkTo(address());
    press(sink, 1);
    (await nextRequest()).answer(status);
    const closed = sink.close(never);
    await closed;
    press(sink, 2);
    await sink.close(never);
    expect(received).toEqual([]);
    expect(failures).toEqual([{ reason: 'events-refused', target: address().href, status }]);
  },
);

test('waiting events are bounded: more are dropped with a warning, but the last event is always kept', async () => {
  const sink = sinkTo(address(), { maxWaiting: 40 });
  press(sink, 1);
  const first = await nextRequest();
  write(sink, 2, 3, 4, 5, 6, 7);
  press(sink, 8);
  expect(failures).toEqual([{ reason: 'events-dropped', target: address().href, waiting: 3 }]);
  first.answer(200);
  const closed = sink.close(never);
  const second = await nextRequest();
  expect(second.events).toEqual(events(2, 3, 8));
  second.answer(200);
  await closed;
  expect(failures.slice(1)).toMatchObject([{ reason: 'events-undelivered', count: 4 }]);
});

test('closing waits for a dead server only until its time limit', async () => {
  const url = new URL(`http://127.0.0.1:${String(await refusedPort())}/x`);
  const sink = sinkTo(url);
  write(sink, 1);
  press(sink, 2);
  const giveUp = new AbortController();
  const closed = sink.close(giveUp.signal);
  giveUp.abort();
  await closed;
  // The connection may have been refused before; that depends on the machine.
  const detail: unknown = expect.any(String);
  expect(failures).toEqual([{ reason: 'events-undelivered', target: url.href, count: 2, detail }]);
});

test('closing does not wait for the answer of a server that hangs', async () => {
  const sink = sinkTo(address());
  press(sink, 1);
  await nextRequest();
  const giveUp = new AbortController();
  const closed = sink.close(giveUp.signal);
  giveUp.abort();
  await closed;
  expect(failures).toMatchObject([{ reason: 'events-undelivered', count: 1, detail: 'no answer in time' }]);
});

test('a server that is back gets the waiting events, even after closing has begun', async () => {
  const sink = sinkTo(address(), { retryMs: HOUR_MS, maxRetryMs: HOUR_MS });
  press(sink, 1);
  (await nextRequest()).answer(503);
  // Unless closing shortened the pause, this would take an hour.
  const closed = sink.close(never);
  (await nextRequest()).answer(200);
  await closed;
  expect(failures).toEqual([]);
});

test('an endless answer is cut off, and its status counts', async () => {
  const sink = sinkTo(address());
  press(sink, 1);
  const { response } = await nextRequest();
  const cut = once(response, 'close');
  response.writeHead(200);
  const pour = (): void => {
    while (response.write('x'.repeat(64 * 1024)));
  };
  response.on('drain', pour);
  pour();
  await cut;
  await sink.close(never);
  expect([failures, received]).toEqual([[], []]);
});

test('a slow answer is cut off, and the event is not sent again', async () => {
  const sink = sinkTo(address());
  press(sink, 1);
  const { response } = await nextRequest();
  const cut = once(response, 'close');
  response.writeHead(200).write('x');
  await cut;
  await sink.close(never);
  expect([failures, received]).toEqual([[], []]);
});
