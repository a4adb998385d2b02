import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ApiRig, GRAPH, type Answer } from './testing/index.js';

let rig: ApiRig;

beforeEach(async () => {
  rig = await ApiRig.open();
});

afterEach(() => rig[Symbol.asyncDispose]());

/** The status and the reason of a problem, and a part of what it says. */
const problem = ({ status, headers, json }: Answer) => {
  const { type, title, detail, status: inside } = json as Record<string, unknown>;
  expect({ type: headers.get('content-type'), inside }).toEqual({ type: 'application/problem+json', inside: status });
  expect([typeof title, typeof detail]).toEqual(['string', 'string']);
  return [status, String(type).replace('urn:databuild:problem:', ''), detail];
};

const pool = (body: unknown, headers: Record<string, string> = {}) => rig.call('PUT', '/pools/db', { body, headers });

test('what does not exist is a problem that says how to go on', async () => {
  expect(problem(await rig.get('/nothing'))).toEqual([
    404,
    'call-not-found',
    expect.stringMatching(/^there is no \/api\/v1\/nothing here; the \d+ calls are listed by \/api\/v1\/openapi.json$/),
  ]);
  expect(problem(await rig.get('/pools/db'))).toEqual([404, 'not-found', 'there is no pool db; GET /pools lists them']);
  expect(problem(await rig.get('/graphs/%2F%2Ft%3Aother'))).toEqual([
    404,
    'not-found',
    'there is no graph //t:other; GET /graphs lists them',
  ]);
});

test('a method that a path does not take is refused, and OPTIONS lists those that it takes', async () => {
  const refused = await rig.call('POST', '/pools/db', { body: {} });
  expect(problem(refused)).toEqual([
    405,
    'method-not-allowed',
    '/api/v1/pools/db does not take POST; it takes GET, PUT, DELETE, HEAD, OPTIONS',
  ]);
  expect(refused.headers.get('allow')).toBe('GET, PUT, DELETE, HEAD, OPTIONS');
  const options = await rig.call('OPTIONS', '/pools/db');
  expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, PUT, DELETE, HEAD, OPTIONS']);
});

test('HEAD answers as GET does, without a body', async () => {
  const head = await rig.call('HEAD', '/pools');
  const get = await rig.get('/pools');
  expect([head.status, head.text, head.headers.get('etag')]).toEqual([200, '', get.headers.get('etag')]);
});

test.each<[what: string, body: unknown, headers: Record<string, string>, status: number, reason: string]>([
  ['is not JSON', '{"slots":', {}, 400, 'body-not-json'],
  ['is not UTF-8', Buffer.from([0x22, 0xff, 0x22]), {}, 400, 'body-not-utf-8'],
  ['has another type', '{}', { 'content-type': 'text/plain' }, 415, 'unsupported-media-type'],
  ['is too large', `{"slots":1${' '.repeat(1024 * 1024)}}`, {}, 413, 'body-too-large'],
  ['lacks a field', {}, {}, 400, 'invalid-request'],
  ['has an unknown field', { slots: 1, slot: 1 }, {}, 400, 'invalid-request'],
  ['has a value out of range', { slots: 0 }, {}, 400, 'invalid-request'],
  ['is missing', undefined, {}, 400, 'invalid-request'],
])('a body that %s is refused', async (_, body, headers, status, reason) => {
  expect(problem(await pool(body, headers)).slice(0, 2)).toEqual([status, reason]);
});

test('a problem names the field that is wrong', async () => {
  const { json } = await pool({ slots: 'many' });
  expect(json).toMatchObject({
    detail: 'the body is invalid: /slots: Invalid input: expected number, received string',
    errors: [{ field: '/slots', detail: 'Invalid input: expected number, received string' }],
  });
});

test('a call refuses a body and parameters that it does not take', async () => {
  expect(problem(await rig.call('DELETE', '/pools/db', { body: {} })).slice(0, 2)).toEqual([400, 'unexpected-body']);
  expect(problem(await rig.get('/activity?limt=3')).slice(0, 2)).toEqual([400, 'invalid-request']);
  expect(problem(await rig.get('/activity?limit=3&limit=4')).slice(0, 2)).toEqual([400, 'parameter-twice']);
  expect(problem(await rig.get('/activity?limit=0')).slice(0, 2)).toEqual([400, 'invalid-request']);
  expect(problem(await rig.get('/activity?after=x!')).slice(0, 2)).toEqual([400, 'bad-cursor']);
});

test.each(['/pools/%ff', '/pools/%', '/activity?who=%c3%28', '/pools/a%00b'])(
  'an address that is not UTF-8 text is refused: %s',
  async (path) => {
    expect(problem(await rig.get(path)).slice(0, 2)).toEqual([400, 'bad-address']);
  },
);

test('an answer that a client has is not sent again', async () => {
  const first = await rig.get('/pools');
  const etag = first.headers.get('etag') ?? '';
  const again = await rig.get('/pools', { 'if-none-match': `"other", ${etag}` });
  expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
  await pool({ slots: 1 });
  expect((await rig.get('/pools', { 'if-none-match': etag })).status).toBe(200);
});

test('a change that names what it changes is refused if that was changed meanwhile', async () => {
  await pool({ slots: 1 });
  const etag = (await rig.get('/pools/db')).headers.get('etag') ?? '';
  expect((await pool({ slots: 2 }, { 'if-match': etag })).status).toBe(200);
  expect(problem(await pool({ slots: 3 }, { 'if-match': etag })).slice(0, 2)).toEqual([412, 'changed-meanwhile']);
  const kept = await rig.call('DELETE', '/pools/db', { headers: { 'if-match': etag } });
  expect(kept.status).toBe(412);
});

test('large answers are packed for clients that take them packed', async () => {
  await rig.record(Array.from({ length: 100 }, (_, n) => `report/month=${String(n)}`));
  const path = `http://localhost/api/v1/graphs/${GRAPH}/partitions`;
  const response = await rig.app.request(path, { headers: { host: 'localhost', 'accept-encoding': 'gzip' } });
  expect([response.headers.get('content-encoding'), response.headers.get('vary')]).toEqual(['gzip', 'Accept-Encoding']);
  const packed = Buffer.from(await response.arrayBuffer());
  const { items } = JSON.parse(gunzipSync(packed).toString()) as { items: unknown[] };
  expect(items).toHaveLength(100);
  const etag = response.headers.get('etag') ?? '';
  expect(etag).toMatch(/-gzip"$/);
  expect((await rig.get(`/graphs/${GRAPH}/partitions`, { 'if-none-match': etag })).status).toBe(304);
  const plain = await rig.get(`/graphs/${GRAPH}/partitions`, { 'accept-encoding': 'gzip;q=0' });
  expect(plain.headers.get('content-encoding')).toBeNull();
});

test('a client that calls too often has to wait', async () => {
  await using slow = await ApiRig.open({ callsPerSecond: 2 });
  const statuses: number[] = [];
  for (let n = 0; n < 5; n++) statuses.push((await slow.get('/pools')).status);
  expect(statuses.slice(0, 5)).toEqual([200, 200, 200, 200, 429]);
  const last = await slow.get('/pools');
  expect([last.status, last.headers.get('retry-after')]).toEqual([429, '1']);
});

test('what no page of another site may do is refused', async () => {
  const rebound = await rig.get('/pools', { host: 'attacker.example:8600' });
  expect(problem(rebound).slice(0, 2)).toEqual([421, 'other-host']);
  for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'http://attacker.example' }]) {
    expect(problem(await pool({ slots: 1 }, headers)).slice(0, 2)).toEqual([403, 'other-origin']);
  }
  expect((await pool({ slots: 1 }, { origin: 'http://localhost', 'sec-fetch-site': 'same-origin' })).status).toBe(200);
});

test('every answer has headers that keep browsers from guessing and framing', async () => {
  for (const { headers } of [await rig.get('/pools'), await rig.get('/nothing')]) {
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
  }
});

test('a change is in the activity log with who made it, and the log is read page by page', async () => {
  for (const slots of [1, 2, 3]) await pool({ slots });
  await rig.call('DELETE', '/pools/db');
  const { json } = await rig.get('/activity?limit=3');
  const { items, next } = json as { items: { action: string; who: string; detail: unknown }[]; next: string };
  expect(items.map(({ who, action, detail }) => [who, action, detail])).toEqual([
    ['local', 'remove-pool', {}],
    ['local', 'set-pool', { slots: 3 }],
    ['local', 'set-pool', { slots: 2 }],
  ]);
  expect((await rig.get(`/activity?limit=3&after=${next}`)).json).toMatchObject({ items: [{ detail: { slots: 1 } }] });
});

test('the catalog is exported as lines that an import reads', async () => {
  await rig.record(['report/month=1', 'report/month=2']);
  const { text, headers } = await rig.get('/catalog/export');
  expect(headers.get('content-type')).toBe('application/jsonl');
  expect(text.trimEnd().split('\n')).toHaveLength(2);
  await using other = await ApiRig.open();
  const imported = await other.catalog.importLines(text.trimEnd().split('\n'));
  expect(imported).toMatchObject({ ok: true });
});
