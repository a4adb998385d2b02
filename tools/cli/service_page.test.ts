import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { NODE_PROGRAM } from '../dev/testing/index.js';
import { BUNDLE, end, type Program } from './testing/index.js';

jest.setTimeout(60_000);

const PAGE = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'service.md'), 'utf8');

/** A block of the page. */
function example(name: string): string {
  const text = new RegExp(`<!-- example: ${name} -->\\s+\`\`\`\\w+\\n(.*?)\`\`\``, 's').exec(PAGE)?.[1];
  if (text === undefined) throw new Error(`docs/service.md has no example ${name}`);
  return text;
}

let dir: string;
let programs: Program[];

/** A folder with the service of many graphs as `databuild_service.bin`, on any port that is free. */
beforeEach(() => {
  programs = [];
  dir = mkdtempSync(join(tmpdir(), 'service-page-'));
  mkdirSync(join(dir, 'bin'));
  const descriptor = {
    schemaVersion: 1,
    kind: 'service',
    label: '@databuild//service:databuild_service',
    package: 'service',
  };
  writeFileSync(join(dir, 'service.json'), JSON.stringify(descriptor));
  const words = [NODE_PROGRAM, BUNDLE, 'service', dir, join(dir, 'service.json')].map((word) => `'${word}'`);
  writeFileSync(join(dir, 'bin', 'databuild_service.bin'), `#!/bin/sh\nexec ${words.join(' ')} "$@" --port 0\n`, {
    mode: 0o755,
  });
});

afterEach(() => {
  for (const program of programs) program.kill('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

const environment = (state = 's') => ({
  PATH: `${join(dir, 'bin')}:/usr/bin:/bin`,
  DATABUILD_STATE_DIR: join(dir, state),
  BACKUP: join(dir, 'backup'),
});

/** Runs lines of the page, of which the last one starts a service. @returns its URL on this machine */
async function serve(script: string, state?: string): Promise<{ readonly url: string; readonly program: Program }> {
  const last = script.trimEnd().lastIndexOf('\n') + 1;
  const lines = `${script.slice(0, last)}exec ${script.slice(last)}`;
  const program = spawn('/bin/sh', ['-ec', lines], { cwd: dir, env: environment(state), stdio: 'pipe' });
  programs.push(program);
  let log = '';
  program.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const url = await new Promise<string>((resolve, reject) => {
    program.stdout.once('data', (chunk: Buffer) => {
      resolve(chunk.toString().trim().replace('0.0.0.0', '127.0.0.1'));
    });
    program.once('exit', () => {
      reject(new Error(log));
    });
  });
  return { url, program };
}

const whoMayRead = async (url: string, headers: Readonly<Record<string, string>>): Promise<number> =>
  (await fetch(`${url}/api/v1/graphs`, { headers })).status;
const setPool = async (url: string, headers: Readonly<Record<string, string>> = {}): Promise<number> => {
  const init = { method: 'PUT', body: '{"slots":2}', headers: { 'content-type': 'application/json', ...headers } };
  return (await fetch(`${url}/api/v1/pools/db`, init)).status;
};

test('a token of the page lets in whoever has it, with its role', async () => {
  const { url } = await serve(example('tokens'));
  const authorization = `Bearer ${readFileSync(join(dir, 'ann.token'), 'utf8').trim()}`;
  expect(await whoMayRead(url, {})).toBe(401);
  expect(await whoMayRead(url, { authorization })).toBe(200);
  expect(await setPool(url, { authorization })).toBe(403);
});

test('the header of the proxy of the page says who calls, and the roles of the page what they may do', async () => {
  writeFileSync(join(dir, 'roles.txt'), example('roles.txt'));
  const { url } = await serve(example('proxy'));
  const header = /proxy_set_header (\S+) \$user;/.exec(example('nginx.conf'))?.[1] ?? '';
  expect(await whoMayRead(url, {})).toBe(401);
  expect(await whoMayRead(url, { [header]: 'somebody' })).toBe(200);
  expect([await setPool(url, { [header]: 'ann' }), await setPool(url, { [header]: 'ben' })]).toEqual([403, 200]);
});

test('the unit of systemd starts the service, and leaves its builds alone', async () => {
  const unit = example('databuild.service');
  const settings = new Map(
    unit.split('\n').map((line) => [line.split('=')[0], line.slice(line.indexOf('=') + 1)] as const),
  );
  expect(settings.get('KillMode')).toBe('process');
  writeFileSync(join(dir, 'tokens.txt'), '');
  const start = (settings.get('ExecStart') ?? '').replace('/opt/databuild/', '').replace('/etc/databuild/', '');
  const { url } = await serve(start);
  expect(await whoMayRead(url, {})).toBe(401);
  if (!existsSync('/usr/bin/systemd-analyze')) return;
  const file = join(dir, 'databuild.service');
  writeFileSync(file, unit.replaceAll('/opt/databuild/', `${join(dir, 'bin')}/`));
  const { stdout, stderr } = spawnSync('/usr/bin/systemd-analyze', ['verify', file], { encoding: 'utf8' });
  expect(`${stdout}${stderr}`.split('\n').filter((line) => line.includes('databuild.service'))).toEqual([]);
});

test('the Dockerfile only copies the archive, and starts the service in it', async () => {
  const lines = example('Dockerfile').trimEnd().split('\n');
  expect(lines.map((line) => line.split(' ')[0])).toEqual(['FROM', 'COPY', 'ENV', 'USER', 'EXPOSE', 'ENTRYPOINT']);
  const [, from, to] = /^COPY (\S+) (\S+)$/m.exec(example('Dockerfile')) ?? [];
  const [program = '', ...args] = JSON.parse(lines.at(-1)?.replace('ENTRYPOINT ', '') ?? '') as string[];
  expect([from, program]).toEqual(['databuild_service', `${String(to)}/databuild_service`]);
  writeFileSync(join(dir, 'tokens.txt'), '');
  const { url } = await serve(['databuild_service.bin', ...args].join(' ').replace('/etc/databuild/', ''));
  expect(await whoMayRead(url, {})).toBe(401);
});

test('a backup that is made while the service runs can be restored', async () => {
  const { url } = await serve('databuild_service.bin');
  expect(await setPool(url)).toBe(200);
  for (const folder of ['s/builds/b', 'backup']) mkdirSync(join(dir, folder), { recursive: true });
  writeFileSync(join(dir, 's/builds/b/events.jsonl'), '');
  const backedUp = spawnSync('/bin/sh', ['-ec', example('backup')], { env: environment(), encoding: 'utf8' });
  expect([backedUp.status, backedUp.stderr]).toEqual([0, '']);
  expect(existsSync(join(dir, 'backup/builds/b/events.jsonl'))).toBe(true);
  const restored = await serve('databuild_service.bin', 'backup');
  expect(await (await fetch(`${restored.url}/api/v1/pools/db`)).json()).toMatchObject({ slots: 2 });
});

test('the calls of the page say that the service is well, and the metrics of the page exist', async () => {
  const { url, program } = await serve('databuild_service.bin');
  const calls = [...example('health').matchAll(/http:\/\/localhost:8600(\S+)/g)].map(([, path = '']) => path);
  expect(calls).toEqual(['/healthz', '/readyz', '/metrics']);
  for (const path of calls) expect((await fetch(`${url}${path}`)).status).toBe(200);
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const named = [...PAGE.matchAll(/^\| `(databuild_\w+)`/gm)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(3);
  for (const name of named) expect(metrics).toContain(`# TYPE ${name} `);
  program.kill('SIGTERM');
  expect(await end(program)).toMatchObject({ code: 0 });
});
