import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { stringify } from 'yaml';
import { CLOCK } from '../../base/runtime/index.js';
import { LoopbackCluster, NAMESPACE } from '../../dev/testing/kubernetes/index.js';
import { capturePlainly } from '../../dev/testing/slurm/index.js';
import { ApiServer } from './api_server.js';
import { connect, type Connection, type ConnectOptions } from './connection.js';

let cluster: LoopbackCluster;
let dir: string;

beforeEach(async () => {
  cluster = await LoopbackCluster.start();
  dir = mkdtempSync(join(tmpdir(), 'kube config-'));
});

afterEach(async () => {
  await cluster.stop();
  rmSync(dir, { recursive: true });
});

const write = (name: string, text: string, mode = 0o600): string => {
  const path = join(dir, name);
  writeFileSync(path, text, { mode });
  return path;
};

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Writes a kubeconfig with one user. */
function writeConfig(user: object, ofCluster: object = {}, name = 'config'): string {
  const authority = { 'certificate-authority-data': base64(cluster.authority.cert) };
  return write(
    name,
    stringify({
      'current-context': 'here',
      clusters: [{ name: 'c', cluster: { server: cluster.url, ...authority, ...ofCluster } }],
      contexts: [{ name: 'here', context: { cluster: 'c', user: 'u', namespace: NAMESPACE } }],
      users: [{ name: 'u', user }],
    }),
  );
}

const options = (more: Partial<ConnectOptions> = {}): ConnectOptions => ({
  env: { PATH: '/usr/bin:/bin', HOME: dir },
  capture: capturePlainly,
  cwd: dir,
  ...more,
});

async function connected(more: Partial<ConnectOptions>): Promise<Connection> {
  const connection = await connect(options(more));
  if (!connection.ok) throw new Error(connection.error);
  return connection.value;
}

/** Lists Jobs. @returns the status, or why it failed */
async function ask(connection: Connection): Promise<string> {
  const api = new ApiServer({ connection, timeoutMs: 10_000, elapsed: CLOCK.elapsed, delay });
  const answer = await api.call({ method: 'GET', path: `/apis/batch/v1/namespaces/${connection.namespace}/jobs` });
  api.close();
  if (answer.ok) return 'listed';
  return 'detail' in answer.error.failure ? answer.error.failure.detail : answer.error.failure.reason;
}

/** A program that prints a credential, and counts how often it was asked. */
function writePlugin(body: string, name = 'login'): string {
  write(name, `#!/bin/sh\necho asked >> "$HOME/asked"\n${body}\n`, 0o755);
  chmodSync(join(dir, name), 0o755);
  return `./${name}`;
}

const API_VERSION = 'client.authentication.k8s.io/v1';

const printing = (status: object): string =>
  `cat <<'END'\n${JSON.stringify({ apiVersion: API_VERSION, kind: 'ExecCredential', status })}\nEND`;

describe('a kubeconfig', () => {
  test('has a token, or a file with one, relative to its own folder', async () => {
    expect(await ask(await connected({ kubeconfig: writeConfig({ token: cluster.token }) }))).toBe('listed');
    write('my token', `${cluster.token}\n`);
    expect(await ask(await connected({ kubeconfig: writeConfig({ tokenFile: 'my token' }) }))).toBe('listed');
  });

  test('has a client certificate, inline or in files', async () => {
    const { cert, key } = cluster.authority.issue('me');
    const inline = { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) };
    expect(await ask(await connected({ kubeconfig: writeConfig(inline) }))).toBe('listed');
    write('me.crt', cert);
    write('me.key', key);
    const files = { 'client-certificate': 'me.crt', 'client-key': 'me.key' };
    expect(await ask(await connected({ kubeconfig: writeConfig(files) }))).toBe('listed');
  });

  test('can be several files: the first one counts, and they complete each other', async () => {
    const [cert] = [base64(cluster.authority.cert)];
    const users = write('users', stringify({ users: [{ name: 'u', user: { token: cluster.token } }], clusters: null }));
    const rest = write(
      'rest',
      stringify({
        'current-context': 'b',
        contexts: [{ name: 'b', context: { cluster: 'c', user: 'u' } }],
        clusters: [{ name: 'c', cluster: { server: cluster.url, 'certificate-authority-data': cert } }],
        users: [{ name: 'u', user: { token: 'wrong' } }],
      }),
    );
    const env = { PATH: '/usr/bin:/bin', KUBECONFIG: `${users}:/nowhere:${rest}` };
    const connection = await connected({ env });
    expect(connection.namespace).toBe('default');
    expect(await ask(connection)).toBe('listed');
  });

  test('trusts any server if it says so, and no other without its authority', async () => {
    const none = { 'certificate-authority-data': '' };
    const user = { token: cluster.token };
    expect(await ask(await connected({ kubeconfig: writeConfig(user, none) }))).toContain(
      'check certificate-authority',
    );
    const insecure = { ...none, 'insecure-skip-tls-verify': true };
    expect(await ask(await connected({ kubeconfig: writeConfig(user, insecure) }))).toBe('listed');
  });

  test.each([
    ['current-context: [', 'it is not YAML: '],
    ['users: [{name: u, user: {token: [secret-token]}}]', 'users[0].user.token: '],
    [
      'contexts: [{name: a, context: {cluster: c}}]',
      'there is no current-context; choose one with the option context=',
    ],
    [
      'current-context: a\ncontexts: [{name: a, context: {cluster: c}}]',
      'the context a names the cluster "c", which is not there',
    ],
  ])('%j is refused, and no secret is shown', async (text, problem) => {
    const path = write('broken', text);
    const connection = await connect(options({ kubeconfig: path }));
    expect(connection).toMatchObject({ ok: false, error: expect.stringContaining(path) });
    expect(connection).toMatchObject({ error: expect.stringContaining(problem) });
    expect(JSON.stringify(connection)).not.toContain('secret-token');
  });

  test.each([
    [{ 'proxy-url': 'http://proxy:3128' }, {}, 'cluster c: its proxy-url is not supported'],
    [{ server: 'here' }, {}, 'cluster c: its server is "here"; it must be an address'],
    [{}, { username: 'u', password: 'p' }, 'user u: passwords are not supported'],
    [{}, { 'auth-provider': { name: 'gcp' } }, 'user u: auth-provider is not supported'],
    [{}, { as: 'admin' }, 'user u: impersonation (as) is not supported'],
    [{}, { 'client-certificate': 'none.crt' }, 'none.crt cannot be read (ENOENT)'],
    [{}, { exec: { apiVersion: 'v1', command: 'x' } }, 'user u: the plugin x: its apiVersion is "v1"'],
    [{}, { exec: { apiVersion: API_VERSION, command: 'x', interactiveMode: 'Always' } }, 'it always asks questions'],
  ])('with cluster %j and user %j is refused', async (ofCluster, user, problem) => {
    const connection = await connect(options({ kubeconfig: writeConfig(user, ofCluster) }));
    expect(connection).toMatchObject({ ok: false, error: expect.stringContaining(problem) });
  });
});

describe('a credential plugin', () => {
  const withPlugin = (command: string, more: object = {}): Promise<Connection> =>
    connected({ kubeconfig: writeConfig({ exec: { apiVersion: API_VERSION, command, ...more } }) });

  test('is started without a shell, with its arguments and variables, and asked once', async () => {
    const command = writePlugin(
      `[ "$1" = '$(touch harm)' ] && [ "$REGION" = here ] || exit 9\n${printing({ token: cluster.token })}`,
    );
    const more = { args: ['$(touch harm)'], env: [{ name: 'REGION', value: 'here' }] };
    const connection = await withPlugin(command, more);
    expect(await ask(connection)).toBe('listed');
    expect(await ask(connection)).toBe('listed');
    expect(await asked()).toBe(1);
  });

  test('is asked again when its token expires, and when it is refused', async () => {
    const soon = new Date(Date.now() + 1000).toISOString();
    const expiring = writePlugin(printing({ token: cluster.token, expirationTimestamp: soon }));
    const connection = await withPlugin(expiring);
    await ask(connection);
    await ask(connection);
    expect(await asked()).toBe(2);
    const other = await withPlugin(writePlugin(printing({ token: 'wrong' }), 'wrong'));
    expect(await ask(other)).toBe('the credentials are not accepted: Unauthorized (401); log in again');
    expect(await asked()).toBe(4);
  });

  test('may print a certificate', async () => {
    const { cert, key } = cluster.authority.issue('me');
    const command = writePlugin(printing({ clientCertificateData: cert, clientKeyData: key }));
    expect(await ask(await withPlugin(command))).toBe('listed');
  });

  test('that is missing or fails is named, with what it said', async () => {
    const missing = await withPlugin('no-such-login', { installHint: 'install it from the portal' });
    expect(await ask(missing)).toBe(
      'the credential plugin no-such-login of the user u is not on the PATH: install it from the portal',
    );
    const failing = await withPlugin(writePlugin('echo session expired >&2; exit 1'));
    expect(await ask(failing)).toBe(
      'the credential plugin ./login of the user u failed (exit code 1): session expired',
    );
    const silent = await withPlugin(writePlugin('echo hello', 'silent'));
    expect(await ask(silent)).toContain('printed no ExecCredential with a token or a certificate');
  });

  async function asked(): Promise<number> {
    const { readFile } = await import('node:fs/promises');
    return (await readFile(join(dir, 'asked'), 'utf8')).split('\n').length - 1;
  }
});

test('a pod uses its service account, and the kubeconfig if there is one', async () => {
  mkdirSync(join(dir, 'account'));
  write('account/ca.crt', cluster.authority.cert);
  write('account/token', cluster.token);
  write('account/namespace', NAMESPACE);
  const { hostname, port } = new URL(cluster.url);
  const env = { HOME: dir, KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port };
  const more = { env, serviceAccountDir: join(dir, 'account') };
  const connection = await connected(more);
  expect(connection.namespace).toBe(NAMESPACE);
  expect(await ask(connection)).toBe('listed');
  mkdirSync(join(dir, '.kube'));
  writeConfig({ token: 'of the file' }, {}, '.kube/config');
  expect(await (await connected(more)).credentials.get(false)).toEqual({ ok: true, value: { token: 'of the file' } });
});

test('without a cluster, it says how to name one', async () => {
  expect(await connect(options())).toMatchObject({ ok: false, error: expect.stringContaining('set KUBECONFIG') });
  expect(await connect(options({ kubeconfig: '/nowhere' }))).toEqual({
    ok: false,
    error: '/nowhere does not exist or describes no cluster',
  });
});
