import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CLOCK, environment } from '../../base/runtime/index.js';
import { passOnSignals } from '../../dev/testing/index.js';
import { graphArchive } from '../deployments/testing/index.js';
import { onlyProgram, type GraphProgram } from '../programs/index.js';
import { jsonLog, startService, type Service } from './index.js';

let stateDir: string;
let service: Service;
let deafen: () => void;

const start = async (program?: GraphProgram): Promise<void> => {
  const started = await startService(
    {
      ...{ host: '127.0.0.1', port: 0, stateDir, dataDir: join(stateDir, 'data'), env: environment() },
      ...(program !== undefined && { programs: onlyProgram(program) }),
    },
    { clock: CLOCK, log: jsonLog(() => undefined, CLOCK), pid: 12, machine: 'here' },
  );
  if (!started.ok) throw new Error(JSON.stringify(started.error));
  service = started.value;
};

beforeEach(async () => {
  deafen = passOnSignals('SIGCHLD');
  stateDir = await mkdtemp(join(tmpdir(), 'databuild-deployments-'));
});

afterEach(async () => {
  await service.stop(AbortSignal.abort());
  deafen();
  await rm(stateDir, { recursive: true });
});

const call = async (method: string, path: string, body?: Buffer) => {
  const response = await fetch(`${service.url}/api/v1${path}`, {
    method,
    ...(body !== undefined && { body: new Uint8Array(body), headers: { 'content-type': 'application/gzip' } }),
  });
  const text = await response.text();
  return { status: response.status, json: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
};

test('an archive is uploaded, compared, made current, gone back from, and removed', async () => {
  await start();
  const first = await call('POST', '/deployments', await graphArchive());
  expect(first).toMatchObject({ status: 201, json: { graph: '//t:g', state: 'staged', jobs: 2 } });
  const old = String(first.json['digest']);
  expect(await call('POST', `/deployments/${old}/current`)).toMatchObject({ status: 200, json: { state: 'current' } });
  const second = await call('POST', '/deployments', await graphArchive({ version: '2.0.0' }));
  const next = String(second.json['digest']);
  expect(await call('GET', `/deployments/${next}/diff?ref=b/1&limit=1`)).toMatchObject({
    status: 200,
    json: { deployment: next, from: old, refs: 1, alreadyStale: 2, counts: [], tasks: [{ already: true }] },
  });
  expect(await call('POST', `/deployments/${next}/current`)).toMatchObject({ status: 200 });
  expect(await call('POST', `/deployments/${old}/current`)).toMatchObject({ status: 200 });
  expect(await call('GET', `/deployments/${next}`)).toMatchObject({ json: { state: 'former' } });
  expect(await call('DELETE', `/deployments/${old}`)).toMatchObject({
    status: 409,
    json: { type: 'urn:databuild:problem:deployment-needed' },
  });
  expect(await call('DELETE', `/deployments/${next}`)).toMatchObject({ status: 204 });
  expect(await call('POST', `/deployments/${next}/current`)).toMatchObject({ status: 410 });
  const listed = (await call('GET', '/deployments?graph=//t:g')).json['items'] as { digest: string; root?: string }[];
  expect(listed.map(({ digest }) => digest).sort()).toEqual([old, next].sort());
  expect(listed[0]).not.toHaveProperty('root');
}, 120_000);

test('what is no archive of a graph is a clear refusal', async () => {
  await start();
  const refused = await call('POST', '/deployments', Buffer.from('hello'));
  expect(refused).toMatchObject({ status: 422, json: { type: 'urn:databuild:problem:archive-unreadable' } });
  expect(await call('POST', '/deployments')).toMatchObject({ status: 415 });
  expect(await call('GET', `/deployments/${'0'.repeat(64)}`)).toMatchObject({ status: 404 });
  expect(await call('GET', '/deployments/..%2F..')).toMatchObject({ status: 400 });
});

test('a service of one graph takes no deployments', async () => {
  const program = { graph: '//t:g', deployment: 'embedded', triggers: [], env: {} } as unknown as GraphProgram;
  await start(program);
  const refused = await call('POST', '/deployments', await graphArchive());
  expect(refused).toMatchObject({ status: 409, json: { type: 'urn:databuild:problem:takes-no-deployments' } });
  expect(await call('GET', '/deployments')).toMatchObject({ status: 200, json: { items: [] } });
});
