import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { appears } from '../dev/testing/index.js';
import { BROKEN_IMAGE, LoopbackCluster, NAMESPACE } from '../dev/testing/kubernetes/index.js';
import { end, expectFailureWithLog, expectSameAsLocal, TestGraph, type Done } from './testing/index.js';

jest.setTimeout(60_000);

let cluster: LoopbackCluster;
let graph: TestGraph;

beforeEach(async () => {
  cluster = await LoopbackCluster.start();
  graph = new TestGraph();
  graph.setJob({}, { engineOptions: { image: 'registry.example/g:1', mount: tmpdir() } });
  writeKubeconfig({ token: 'secret-token' });
});

afterEach(async () => {
  await graph.remove();
  await cluster.stop();
});

function writeKubeconfig(user: object): void {
  const authority = Buffer.from(cluster.authority.cert).toString('base64');
  graph.write(
    'kubeconfig',
    stringify({
      'current-context': 'here',
      clusters: [{ name: 'c', cluster: { server: cluster.url, 'certificate-authority-data': authority } }],
      contexts: [{ name: 'here', context: { cluster: 'c', user: 'u', namespace: NAMESPACE } }],
      users: [{ name: 'u', user }],
    }),
  );
}

const ON_KUBERNETES = ['--state-dir', 's', '--engine', 'kubernetes', '--engine-option', 'lost-after=2'];

const env = (): Record<string, string> => ({ KUBECONFIG: join(graph.dir, 'kubeconfig') });

const build = (...args: readonly string[]): Promise<Done> =>
  graph.run('build', [...ON_KUBERNETES, ...args], { env: env() });

test('a build on Kubernetes makes what a local build makes', () => expectSameAsLocal(graph, build));

test('a task that fails on Kubernetes fails the build, with its log', () => expectFailureWithLog(build));

test('a signal ends the pods of a build', async () => {
  const child = graph.start('build', [...ON_KUBERNETES, 'a/sleeps'], env());
  const done = end(child);
  await appears(join(graph.dir, 's/data/pid'));
  child.kill('SIGTERM');
  expect(await done).toMatchObject({ code: 143, stdout: '' });
  await cluster.until(() => cluster.jobs.size === 0 && cluster.pods.size === 0);
});

test('a credential plugin of the kubeconfig logs in, with the variables of the caller', async () => {
  const credential = { kind: 'ExecCredential', status: { token: '%s' } };
  const script = `printf '${JSON.stringify(credential)}' "$CLOUD_TOKEN"`;
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'sh', args: ['-c', script] };
  writeKubeconfig({ exec });
  const login = { ...env(), CLOUD_TOKEN: cluster.token };
  expect(await graph.run('build', [...ON_KUBERNETES, 'a/1'], { env: login })).toMatchObject({ code: 0 });
  expect(JSON.stringify(cluster.manifests)).not.toContain('CLOUD_TOKEN');
});

test('no secret is in what Kubernetes gets', async () => {
  const run = await graph.run('build', [...ON_KUBERNETES, '--pass-env', 'PASSWORD', 'a/1'], {
    env: { ...env(), PASSWORD: 'tiger-42' },
  });
  expect(run).toMatchObject({ code: 0 });
  expect(cluster.manifests).toHaveLength(1);
  expect(JSON.stringify(cluster.manifests)).not.toContain('tiger-42');
});

test('a pod that cannot start is reported once, with the reason', async () => {
  const child = graph.start('build', [...ON_KUBERNETES, '--engine-option', `image=${BROKEN_IMAGE}`, 'a/1'], env());
  const done = end(child);
  await new Promise<void>((resolve) => {
    child.stderr.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('ImagePullBackOff')) resolve();
    });
  });
  child.kill('SIGTERM');
  const { code, stderr } = await done;
  expect(code).toBe(143);
  expect(stderr.match(/ImagePullBackOff/g)).toHaveLength(1);
  expect(stderr).toMatch(/waiting for kubernetes: a task cannot start \(pod \S+: ImagePullBackOff: Back-off pulling/);
});

test.each([
  ['an unknown option', ['--engine-option', 'queue=x'], {}, 'it has no option queue; its options are image, namespace'],
  ['a directory that pods do not see', ['--engine-option', 'mount=/nowhere'], {}, 'is not below /nowhere'],
  ['a context that is not there', ['--engine-option', 'context=x'], {}, 'there is no context "x"; there is here'],
  ['no cluster', [], { KUBECONFIG: '/nowhere/kubeconfig' }, 'no cluster is configured: set KUBECONFIG'],
])('%s is refused', async (_, args, changed, problem) => {
  const done = await graph.run('build', [...ON_KUBERNETES, ...args, 'a/1'], { env: { ...env(), ...changed } });
  expect(done).toMatchObject({ code: 2, stderr: expect.stringContaining('kubernetes refuses: ') });
  expect(done.stderr).toContain(problem);
});

test('wrong credentials are refused with the words of the server', async () => {
  writeKubeconfig({ token: 'old' });
  expect(await build('a/1')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(
      'kubernetes refuses: the credentials are not accepted: Unauthorized (401); log in again',
    ),
  });
});

test('a server that does not answer ends the build before it begins', async () => {
  await cluster.down();
  expect(await build('a/1')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/kubernetes does not answer: connect ECONNREFUSED 127\.0\.0\.1:\d+/),
  });
});
