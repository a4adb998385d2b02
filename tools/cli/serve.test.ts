import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { end, TestGraph, type Program } from './testing/index.js';

jest.setTimeout(120_000);

const GRAPH = encodeURIComponent('//t:g');

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph();
});

afterEach(() => graph.remove());

interface Running {
  readonly url: string;
  readonly program: Program;
  /** What it wrote to standard error. */
  readonly log: () => string;
}

/** Starts a service, and waits for its URL. */
const serve = (...args: readonly string[]): Promise<Running> => serveWith({}, ...args);

/** The same with variables. */
async function serveWith(env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Running> {
  const program = graph.start('serve', ['--state-dir', 's', '--port', '0', ...args], env);
  let log = '';
  program.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const url = await new Promise<string>((resolve, reject) => {
    program.stdout.once('data', (chunk: Buffer) => {
      resolve(chunk.toString().trim());
    });
    program.once('exit', () => {
      reject(new Error(log));
    });
  });
  return { url, program, log: () => log };
}

interface Request {
  readonly id: string;
  readonly state: string;
  readonly plan?: { readonly id: string };
}

const post = async (url: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, json: (await response.json()) as Request };
};

const get = async (url: string): Promise<unknown> => (await fetch(url)).json();

/** Follows the events of a service until a request is in a state. */
async function reaches(url: string, id: string, state: string): Promise<void> {
  const events = await fetch(`${url}/api/v1/events?types=request`);
  const found = async (): Promise<boolean> => ((await get(`${url}/api/v1/requests/${id}`)) as Request).state === state;
  if (await found()) return;
  for await (const chunk of events.body as AsyncIterable<Uint8Array>) {
    if (Buffer.from(chunk).toString().includes(`"${id}","state":"${state}"`)) return;
  }
  throw new Error(`the request is ${JSON.stringify(await get(`${url}/api/v1/requests/${id}`))}`);
}

test('a service of a graph builds what is requested, shows it, and ends with exit code 0', async () => {
  const { url, program } = await serve();
  const made = await post(`${url}/api/v1/requests`, { graph: '//t:g', refs: ['b/1'] });
  expect(made).toMatchObject({ status: 202, json: { state: 'accepted' } });
  await reaches(url, made.json.id, 'succeeded');
  expect(await get(`${url}/api/v1/graphs/${GRAPH}/partition?ref=b/1`)).toMatchObject({
    manifest: { outputs: ['b/1'], inputs: [{ ref: 'a/1' }] },
  });
  expect(await get(`${url}/api/v1/graphs/${GRAPH}/partition/lineage?ref=a/1&direction=down`)).toMatchObject({
    edges: [{ input: 'a/1', output: 'b/1' }],
  });
  expect(await get(`${url}/api/v1/graphs/${GRAPH}/partition/explain?ref=b/1`)).toMatchObject({
    schemaVersion: expect.any(Number),
  });
  const builds = (await get(`${url}/api/v1/builds`)) as { items: { id: string }[] };
  expect(builds).toMatchObject({ items: [{ outcome: 'succeeded', tasks: 2 }] });
  const build = `${url}/api/v1/builds/${builds.items[0]?.id ?? ''}`;
  const path = (await get(`${build}/critical-path`)) as { items: { id: string; outputs: string[] }[] };
  expect(path.items.map(({ outputs }) => outputs)).toEqual([['a/1'], ['b/1']]);
  const log = await fetch(`${build}/log?task=${path.items[0]?.id ?? ''}&follow=true`);
  expect([log.status, log.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
  expect(await log.text()).toBe('');
  program.kill('SIGTERM');
  expect(await end(program)).toMatchObject({ code: 0 });
  expect(readFileSync(join(graph.dir, 's/data/b/1'), 'utf8')).toBe('made\n');
});

test('a second signal ends a service at once, though a call still runs', async () => {
  const { url, program, log } = await serve();
  const call = connect(Number(new URL(url).port), '127.0.0.1');
  const cut = once(call, 'close');
  // It never sends its body, and the service asks for it.
  call.write(
    'POST /api/v1/requests HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\nexpect: 100-continue\r\n\r\n',
  );
  await once(call, 'data');
  program.kill('SIGINT');
  while (!log().includes('the service stops')) await once(program.stderr, 'data');
  program.kill('SIGINT');
  expect(await end(program)).toMatchObject({ code: 0 });
  await cut;
});

test('jobs get the variables that a service is told to pass on', async () => {
  graph.setScripts({ run: '#!/bin/sh\nmkdir -p "${1%/*}"\necho "$TOLD" > "$1"\n' });
  const { url } = await serveWith({ TOLD: 'by the service' }, '--pass-env', 'TOLD');
  const made = await post(`${url}/api/v1/requests`, { graph: '//t:g', refs: ['a/1'] });
  await reaches(url, made.json.id, 'succeeded');
  expect(readFileSync(join(graph.dir, 's/data/a/1'), 'utf8')).toBe('by the service\n');
});

test('a request with a key is one request, however often it is sent, also to the next start of the service', async () => {
  const send = (url: string) =>
    post(`${url}/api/v1/requests`, { graph: '//t:g', refs: ['a/1'], approve: 'always' }, { 'idempotency-key': 'k' });
  const first = await serve();
  const ids = new Set(
    (await Promise.all(Array.from({ length: 50 }, () => send(first.url)))).map(({ json }) => json.id),
  );
  first.program.kill('SIGKILL');
  await end(first.program);
  const second = await serve();
  ids.add((await send(second.url)).json.id);
  expect(ids.size).toBe(1);
  const [id = ''] = ids;
  await reaches(second.url, id, 'waiting-for-approval');
  const waiting = (await get(`${second.url}/api/v1/requests/${id}`)) as Request;
  expect(await get(`${second.url}/api/v1/requests/${id}/tasks`)).toMatchObject({ items: [{ outputs: ['a/1'] }] });
  const stale = await post(`${second.url}/api/v1/requests/${id}/approve`, { plan: 'another' });
  expect(stale.status).toBe(409);
  await post(`${second.url}/api/v1/requests/${id}/approve`, { plan: waiting.plan?.id });
  await reaches(second.url, id, 'succeeded');
  const activity = (await get(`${second.url}/api/v1/activity`)) as { items: { who: string; action: string }[] };
  expect(activity.items.map(({ who, action }) => `${who} ${action}`)).toEqual([
    'local approve-request',
    'local accept-request',
  ]);
});

test('a build goes on when its service is stopped, and the next start finds how it ended', async () => {
  const first = await serve();
  const { json } = await post(`${first.url}/api/v1/requests`, { graph: '//t:g', refs: ['a/waits'] });
  await reaches(first.url, json.id, 'running');
  first.program.kill('SIGTERM');
  expect(await end(first.program)).toMatchObject({ code: 0 });
  graph.write('s/data/go', '');
  const second = await serve();
  await reaches(second.url, json.id, 'succeeded');
  expect(readFileSync(join(graph.dir, 's/data/a/waits'), 'utf8')).toBe('made\n');
});

test('a service that cannot start says why, with exit code 2', async () => {
  const { url } = await serve();
  const again = await graph.run('serve', ['--state-dir', 's', '--port', '0']);
  expect(again).toMatchObject({ code: 2, stderr: expect.stringMatching(`g.serve: another service .*${url}`) });
  const open = await graph.run('serve', ['--state-dir', 't', '--host', '0.0.0.0']);
  expect(open).toMatchObject({ code: 2, stderr: expect.stringContaining('add --auth tokens:FILE') });
  const roles = await graph.run('serve', ['--state-dir', 't', '--auth', 'header:X-User']);
  expect(roles).toMatchObject({ code: 2, stderr: expect.stringContaining('add --auth-roles FILE') });
});

test('a token that was made lets its owner in', async () => {
  const made = await graph.run('serve', ['--make-token', 'ann:operator']);
  expect(made).toMatchObject({ code: 0, stderr: expect.stringMatching(/ann operator sha256:[0-9a-f]{64}\n$/) });
  graph.write('tokens', made.stderr.split('\n')[1] ?? '');
  const { url } = await serve('--auth', 'tokens:tokens');
  const status = async (authorization: string) =>
    (await fetch(`${url}/api/v1/requests`, { headers: { authorization } })).status;
  expect(await status(`Bearer ${made.stdout.trim()}`)).toBe(200);
  expect(await status('Bearer other')).toBe(401);
});
