import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { makeToken, proxyHeader, tokenFile } from '../index.js';
import { ApiRig } from '../testing/index.js';

let dir: string;
let file: string;
let now: number;
let warnings: string[];

const clock = { elapsed: () => now };
const warn = (message: string): void => {
  warnings.push(message);
};

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'databuild-auth-'));
  file = join(dir, 'file');
  now = 0;
  warnings = [];
});

afterEach(() => rm(dir, { recursive: true }));

/** Writes the file, and lets the time pass after which it is looked at again. */
async function write(...lines: readonly string[]): Promise<void> {
  await writeFile(file, `${lines.join('\n')}\n`);
  now += 1000;
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const caller = (headers: Readonly<Record<string, string>>, peer = '127.0.0.1') => ({
  header: (name: string) => headers[name],
  peer,
});

test('a token lets in whom its line names, and the file does not have the token', async () => {
  const ann = makeToken('ann', 'viewer');
  expect(ann.line).not.toContain(ann.token);
  await write('# people', '', `${ann.line}  # reads only`);
  const auth = tokenFile(file, clock, warn);
  expect(auth.identify(caller(bearer(ann.token)))).toEqual({ ok: true, value: { name: 'ann', role: 'viewer' } });
  for (const headers of [{}, bearer(`${ann.token}x`), { authorization: `Basic ${ann.token}` }, bearer('')]) {
    expect(auth.identify(caller(headers))).toMatchObject({ ok: false, error: { status: 401 } });
  }
});

test('a token that is taken out of the file counts no more, and one that is added counts at once', async () => {
  const [ann, bob] = [makeToken('ann', 'admin'), makeToken('bob', 'operator')];
  await write(ann.line);
  const auth = tokenFile(file, clock, warn);
  expect(auth.identify(caller(bearer(ann.token))).ok).toBe(true);
  await write(bob.line);
  expect(auth.identify(caller(bearer(ann.token))).ok).toBe(false);
  expect(auth.identify(caller(bearer(bob.token))).ok).toBe(true);
  await rm(file);
  now += 1000;
  expect(auth.identify(caller(bearer(bob.token))).ok).toBe(false);
  expect(warnings).toEqual([`${file} cannot be read (ENOENT); nobody can sign in until it can be`]);
});

test('a line that is wrong lets nobody in, and is reported', async () => {
  await write('ann boss sha256:'.padEnd(80, '0'), 'bob admin');
  tokenFile(file, clock, warn).identify(caller({}));
  expect(warnings).toEqual([
    `${file}: line 1 has the role boss; roles are viewer, operator and admin; it lets nobody in`,
    `${file}: line 2 is not NAME ROLE sha256:DIGEST; it lets nobody in`,
  ]);
});

test('a trusted proxy says who calls, and others cannot', async () => {
  await write('ann admin', '* viewer');
  const auth = proxyHeader({ header: 'x-user', rolesFile: file, proxies: ['10.0.0.0/8', '::1'] }, clock, warn);
  const identify = (user: string | undefined, peer: string) =>
    auth.identify(caller(user === undefined ? {} : { 'x-user': user }, peer));
  expect(identify('ann', '10.1.2.3')).toEqual({ ok: true, value: { name: 'ann', role: 'admin' } });
  expect(identify('bob', '::1')).toEqual({ ok: true, value: { name: 'bob', role: 'viewer' } });
  for (const [user, peer] of [
    ['ann', '192.168.1.1'],
    [undefined, '10.1.2.3'],
    ['', '10.1.2.3'],
    ['a b', '10.1.2.3'],
  ] as const) {
    expect(identify(user, peer)).toMatchObject({ ok: false, error: { status: 401 } });
  }
});

test('a user without a role is not let in', async () => {
  await write('ann admin');
  const auth = proxyHeader({ header: 'x-user', rolesFile: file, proxies: ['127.0.0.1'] }, clock, warn);
  expect(auth.identify(caller({ 'x-user': 'bob' }))).toMatchObject({
    ok: false,
    error: { detail: 'bob has no role; ask the operator of the service for one' },
  });
});

test('a role allows what it is for, and a refusal names the role that is needed', async () => {
  const tokens = { ann: makeToken('ann', 'viewer'), bob: makeToken('bob', 'admin') };
  await write(tokens.ann.line, tokens.bob.line);
  await using rig = await ApiRig.open({ auth: tokenFile(file, clock, warn) });
  const set = (token?: string) =>
    rig.call('PUT', '/pools/db', { body: { slots: 1 }, headers: token === undefined ? {} : bearer(token) });
  expect((await set()).status).toBe(401);
  expect((await set()).headers.get('www-authenticate')).toBe('Bearer realm="databuild"');
  expect((await set(tokens.ann.token)).json).toMatchObject({
    status: 403,
    detail: 'ann has the role viewer; this call needs the role admin',
  });
  expect((await rig.get('/pools', bearer(tokens.ann.token))).json).toEqual({ items: [] });
  expect((await set(tokens.bob.token)).status).toBe(200);
  expect((await rig.get('/activity', bearer(tokens.ann.token))).json).toMatchObject({ items: [{ who: 'bob' }] });
});

test('who guesses tokens has to wait', async () => {
  await write('');
  await using rig = await ApiRig.open({ auth: tokenFile(file, clock, warn) });
  const statuses = new Set<number>();
  for (let n = 0; n < 50; n++) statuses.add((await rig.get('/pools', bearer('guess'))).status);
  expect([...statuses]).toEqual([401, 429]);
});
