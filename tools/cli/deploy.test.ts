import { createServer, type Server } from 'node:http';
import { hash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { CLOCK, environment } from '../base/runtime/index.js';
import { passOnSignals } from '../dev/testing/index.js';
import { makeToken, tokenFile, type Authenticator } from '../service/api/index.js';
import { graphArchive } from '../service/deployments/testing/index.js';
import { jsonLog, startService, type Service } from '../service/server/index.js';
import { TestGraph, type Done } from './testing/index.js';

jest.setTimeout(120_000);

let graph: TestGraph;
let stateDir: string;
let service: Service | undefined;
let server: Server | undefined;
let deafen: () => void;

beforeEach(async () => {
  deafen = passOnSignals('SIGCHLD');
  graph = new TestGraph();
  stateDir = await mkdtemp(join(tmpdir(), 'deploy-'));
});

afterEach(async () => {
  await service?.stop(AbortSignal.abort());
  service = undefined;
  server?.close();
  server = undefined;
  deafen();
  await graph.remove();
  await rm(stateDir, { recursive: true });
});

async function serve(auth?: Authenticator): Promise<string> {
  const started = await startService(
    {
      ...{ host: '127.0.0.1', port: 0, stateDir, dataDir: join(stateDir, 'data'), env: environment() },
      ...(auth !== undefined && { auth }),
    },
    { clock: CLOCK, log: jsonLog(() => undefined, CLOCK), pid: 12, machine: 'here' },
  );
  if (!started.ok) throw new Error(JSON.stringify(started.error));
  service = started.value;
  return service.url;
}

/** Starts the target as its launcher does, with an archive. */
async function deploy(archive: Buffer, args: readonly string[]): Promise<Done> {
  await writeFile(join(graph.dir, 'g.tar.gz'), archive);
  return graph.run('deploy', ['--archive', 'g.tar.gz', ...args]);
}

test('an archive is uploaded once, compared with the current deployment, and made current if asked for', async () => {
  const url = await serve();
  const first = await graphArchive();
  const digest = hash('sha256', first);
  const kept = await deploy(first, ['--to', url]);
  expect({ code: kept.code, stdout: kept.stdout }).toEqual({ code: 0, stdout: `${digest}\n` });
  expect(kept.stderr).toContain(`uploaded ${digest.slice(0, 12)} (1 MB)`);
  expect(kept.stderr).toContain('to make it the current deployment, add --current');
  const current = await deploy(first, ['--to', `${url}/`, '--current']);
  expect(current.code).toBe(0);
  expect(current.stderr).toContain(`the service already has ${digest.slice(0, 12)}`);
  expect(current.stderr).toContain('it is the current deployment of //t:g');
  const listed = (await (await fetch(`${url}/api/v1/deployments`)).json()) as { items: object[] };
  expect(listed.items).toMatchObject([{ digest, state: 'current' }]);
  const quiet = await deploy(first, ['--to', url, '--quiet']);
  expect(quiet).toEqual({ code: 0, stdout: `${digest}\n`, stderr: '' });
});

test('what a service refuses is said, with the fix, and is exit code 2', async () => {
  const url = await serve();
  const bad = await deploy(Buffer.from('not an archive'), ['--to', url]);
  expect(bad).toMatchObject({ code: 2, stdout: '' });
  expect(bad.stderr).toContain('not compressed with gzip');
  expect(bad.stderr).toContain('build the .archive target of the graph again');
});

test('a service that knows its users wants a token', async () => {
  const { token, line } = makeToken('ann', 'admin');
  const tokens = join(stateDir, 'tokens');
  await writeFile(tokens, `${line}\n`);
  await writeFile(join(graph.dir, 'token'), `${token}\n`);
  const url = await serve(tokenFile(tokens, CLOCK, () => undefined));
  const archive = await graphArchive();
  const unknown = await deploy(archive, ['--to', url]);
  expect({ code: unknown.code, stdout: unknown.stdout }).toEqual({ code: 2, stdout: '' });
  expect(unknown.stderr).toContain('refuses: ');
  expect(await deploy(archive, ['--to', url, '--token-file', 'token', '--quiet'])).toMatchObject({
    code: 0,
    stderr: '',
  });
  const missing = await deploy(archive, ['--to', url, '--token-file', 'none']);
  expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot read the token in') });
});

test('no service, and no DataBuild service, are told apart', async () => {
  const archive = await graphArchive();
  const nobody = await deploy(archive, ['--to', 'http://127.0.0.1:1']);
  expect(nobody).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('no service answers at http://127.0.0.1:1 ('),
  });
  server = createServer((_, response) => {
    response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not here</h1>');
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const other = await deploy(archive, ['--to', url]);
  expect(other).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(`${url} is not a DataBuild service: it answered 404`),
  });
});

test.each([
  [[], '--to is missing; name the address of a service'],
  [['--to', 'localhost'], '--to is "localhost"; it must be the address of a service'],
  [['--to', 'http://localhost:1', 'b/1'], 'unexpected argument "b/1"'],
])('a command line with %j is refused', async (args, message) => {
  const refused = await deploy(Buffer.from(''), args);
  expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) });
});
