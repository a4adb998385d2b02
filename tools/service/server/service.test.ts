import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CLOCK } from '../../base/runtime/index.js';
import { templateJob } from '../../dev/testing/index.js';
import { onlyProgram, type GraphProgram } from '../programs/index.js';
import { describeServiceFailure, jsonLog, startService, type Service, type ServiceOptions } from './index.js';

/** A graph whose programs are never started. */
const PROGRAM: GraphProgram = {
  graph: '//t:g',
  deployment: 'embedded',
  descriptor: {
    schemaVersion: 1,
    kind: 'graph',
    label: '//t:g',
    package: 't',
    jobs: [templateJob('j', ['a/{x}'], {})],
  },
  triggers: [],
  command: () => [],
  triggerProgram: () => '',
  env: {},
};

let stateDir: string;
let services: Service[];
let logged: Record<string, unknown>[];

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'databuild-service-'));
  services = [];
  logged = [];
});

afterEach(async () => {
  for (const service of services) await service.stop(AbortSignal.abort());
  await rm(stateDir, { recursive: true });
});

const start = async (options: Partial<ServiceOptions> = {}) => {
  const log = jsonLog((line) => logged.push(JSON.parse(line) as Record<string, unknown>), CLOCK);
  const started = await startService(
    {
      host: '127.0.0.1',
      port: 0,
      stateDir,
      dataDir: join(stateDir, 'data'),
      programs: onlyProgram(PROGRAM),
      ...options,
    },
    { clock: CLOCK, log, pid: 12, machine: 'here' },
  );
  if (started.ok) services.push(started.value);
  return started;
};

const running = async (options: Partial<ServiceOptions> = {}): Promise<Service> => {
  const started = await start(options);
  if (!started.ok) throw new Error(describeServiceFailure(started.error));
  return started.value;
};

const failure = async (options: Partial<ServiceOptions> = {}): Promise<string> => {
  const started = await start(options);
  return started.ok ? 'started' : describeServiceFailure(started.error);
};

test('a service answers on loopback, and says whether it lives and whether it is ready', async () => {
  const { url } = await running();
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' });
  expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: 'ready' });
  const pools = await fetch(`${url}/api/v1/pools`);
  expect([pools.status, await pools.json()]).toEqual([200, { items: [] }]);
});

test('metrics count calls by route and status', async () => {
  const { url } = await running();
  await fetch(`${url}/api/v1/pools/a`);
  await fetch(`${url}/api/v1/pools/b`);
  const text = await (await fetch(`${url}/metrics`)).text();
  expect(text).toContain('databuild_http_requests_total{method="GET",route="/api/v1/pools/:name",status="404"} 2');
  expect(text).toMatch(/^databuild_catalog_latency_seconds \d/m);
});

test('without authentication, a service listens on loopback only', async () => {
  expect(await failure({ host: '0.0.0.0' })).toBe(
    '0.0.0.0 can be reached from other machines, and without --auth everyone there could run programs here; ' +
      'add --auth tokens:FILE or --auth header:NAME, or listen on 127.0.0.1',
  );
});

test('a state directory has one service at a time, and the message names it', async () => {
  const { url, stop } = await running();
  expect(await failure()).toBe(
    `another service (process 12, ${url}) uses ${stateDir}; stop it, or choose another --state-dir`,
  );
  await stop(AbortSignal.abort());
  services = [];
  await running();
});

test('a port that another program has is refused', async () => {
  const other = createServer();
  const { promise, resolve } = Promise.withResolvers<undefined>();
  other.listen(0, '127.0.0.1', () => {
    resolve(undefined);
  });
  await promise;
  const { port } = other.address() as { port: number };
  expect(await failure({ port })).toBe(
    `cannot listen on 127.0.0.1 port ${String(port)}: another program has the port; choose another one with --port, or 0 for any that is free`,
  );
  other.close();
});

test('a state directory that is a file is refused', async () => {
  const file = join(stateDir, 'file');
  await writeFile(file, '');
  expect(await failure({ stateDir: file })).toContain(file);
  expect(services).toEqual([]);
});

test('the log has changes and events, and not what was only read', async () => {
  const { url } = await running();
  await fetch(`${url}/api/v1/pools`);
  await fetch(`${url}/api/v1/pools/db`, {
    method: 'PUT',
    body: '{"slots":2}',
    headers: { 'content-type': 'application/json' },
  });
  expect(logged.map(({ message, who, method }) => ({ message, who, method }))).toEqual([
    { message: 'the service is ready', who: undefined, method: undefined },
    { message: 'an event', who: undefined, method: undefined },
    { message: 'a call changed something', who: 'local', method: 'PUT' },
  ]);
});
