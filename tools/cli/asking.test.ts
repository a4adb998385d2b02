import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { appears, LoopbackServer } from '../dev/testing/index.js';
import { end, TestGraph, type Done, type Program, type RunOptions } from './testing/index.js';

jest.setTimeout(120_000);

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph();
});

afterEach(() => graph.remove());

interface Running {
  readonly url: string;
  readonly program: Program;
}

/** Starts a service, and waits for its URL. */
async function serve(port = '0', ...args: readonly string[]): Promise<Running> {
  const program = graph.start('serve', ['--state-dir', 's', '--port', port, ...args]);
  let log = '';
  program.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  program.stdout.once('data', (chunk: Buffer) => {
    resolve(chunk.toString().trim());
  });
  program.once('exit', () => {
    reject(new Error(log));
  });
  return { url: await promise, program };
}

const ask = (command: string, url: string, args: readonly string[], options?: RunOptions): Promise<Done> =>
  graph.run(command, ['--server', url, ...args], options);

/** Waits until a program has written a text to standard error. @returns all that it wrote until then */
function says(program: Program, text: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let written = '';
  program.stderr.on('data', (chunk: Buffer) => {
    written += chunk.toString();
    if (written.includes(text)) resolve(written);
  });
  program.once('exit', () => {
    reject(new Error(written));
  });
  return promise;
}

const requestState = async (url: string, id: string): Promise<string> =>
  ((await (await fetch(`${url}/api/v1/requests/${id}`)).json()) as { state: string }).state;

test('build has the service build, prints the request, and says what happens', async () => {
  const { url } = await serve();
  const built = await ask('build', url, ['b/1', '--note', 'for a test']);
  expect(built.code).toBe(0);
  expect(built.stdout).toMatch(/^[0-9a-f-]{36}\n$/);
  expect(built.stderr).toMatch(/planned 2 tasks; 0 partitions valid/);
  expect(built.stderr).toMatch(/request .* succeeded\n$/);
  expect(readFileSync(join(graph.dir, 's/data/b/1'), 'utf8')).toBe('made\n');
  expect(await ask('build', url, ['-q', 'b/1'])).toMatchObject({ code: 0, stderr: '' });
  const variables = { DATABUILD_SERVER: url, DATABUILD_STATE_DIR: 'unused' };
  expect(await graph.run('build', ['b/1'], { env: variables })).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/nothing to do: 1 partition up to date\n$/),
  });
});

test('a build that fails shows the log of the task, with exit code 1', async () => {
  const { url } = await serve();
  const failed = await ask('build', url, ['a/fails']);
  expect(failed).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/error: \/\/t:j failed to make a\/fails: exit-non-zero\n {2}\| cannot do it\n/),
  });
});

test('a plan that waits for approval is approved with --yes, or by going on with its request', async () => {
  const { url } = await serve();
  const body = JSON.stringify({ graph: '//t:g', refs: ['a/1'], approve: 'always' });
  const headers = { 'content-type': 'application/json' };
  const made = await fetch(`${url}/api/v1/requests`, { method: 'POST', headers, body });
  const { id } = (await made.json()) as { id: string };
  const waits = await ask('build', url, ['--request', id]);
  expect(waits).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      `request ${id} waits until somebody approves its plan; to approve it: g.build --server ${url}/ --request ${id} --yes\n$`,
    ),
  });
  expect(await ask('build', url, ['--request', id, '--yes'])).toMatchObject({ code: 0, stdout: `${id}\n` });
  expect(await ask('build', url, ['--request', id, '--cancel'])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching('so it cannot be cancelled'),
  });
});

test('plan and a dry run print what would run, build nothing, and leave nothing that waits', async () => {
  const { url } = await serve();
  const planned = await ask('plan', url, ['b/1']);
  expect(planned.code).toBe(0);
  const tasks = planned.stdout.trimEnd().split('\n');
  expect(tasks.map((line) => (JSON.parse(line) as { outputs: string[] }).outputs)).toEqual([['a/1'], ['b/1']]);
  expect(await ask('build', url, ['--dry-run', 'b/1'])).toMatchObject({
    ...{ code: 0, stdout: '' },
    stderr: expect.stringMatching(/planned 2 tasks.*\n {2}\/\/t:j: 2 tasks, 2 partitions \(2 missing\)\n$/),
  });
  const { items } = (await (await fetch(`${url}/api/v1/requests`)).json()) as { items: { state: string }[] };
  expect(items.map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
  expect(await ask('plan', url, ['--match', 'a/*'])).toMatchObject({ code: expect.any(Number), stdout: '' });
});

test('a build goes on over the end of its service, and is followed to its end by the same command', async () => {
  const { url, program } = await serve();
  const following = graph.start('build', ['--server', url, 'a/waits']);
  const ended = end(following);
  await says(following, 'the build runs');
  program.kill('SIGKILL');
  await end(program);
  await says(following, 'waiting for the service (');
  await serve(new URL(url).port);
  graph.write('s/data/go', '');
  expect(await ended).toMatchObject({ code: 0, stderr: expect.stringMatching(/succeeded\n$/) });
});

test('Ctrl-C leaves the build running, and says how to follow it again and how to cancel it', async () => {
  const { url } = await serve();
  const following = graph.start('build', ['--server', url, 'a/waits']);
  const ended = end(following);
  // A build whose task has not started yet would be cancelled at once.
  await appears(join(graph.dir, 's/data/pid'));
  following.kill('SIGINT');
  const { code, stdout, stderr } = await ended;
  const id = stdout.trim();
  expect(code).toBe(130);
  expect(stderr).toMatch(`to follow it again: g.build --server ${url}/ --request ${id}\n`);
  expect(stderr).toMatch(`to cancel it: g.build --server ${url}/ --request ${id} --cancel\n`);
  expect(await requestState(url, id)).toBe('running');
  expect(await ask('build', url, ['--request', id, '--cancel'])).toMatchObject({
    ...{ code: 0, stdout: '' },
    stderr: expect.stringMatching('its running tasks finish first; to end them now, cancel it once more\n$'),
  });
  expect(await ask('build', url, ['--request', id, '--cancel'])).toMatchObject({ code: 0, stdout: '' });
  expect(await ask('build', url, ['--request', id])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(`request ${id} was cancelled\n$`),
  });
});

test('builds, logs, explain and catalog ls are asked of the service', async () => {
  const { url } = await serve();
  await ask('build', url, ['b/1']);
  await ask('build', url, ['a/fails']);
  const listed = await ask('builds', url, [], {});
  expect(listed.code).toBe(2);
  const builds = await graph.run('builds', ['ls', '--server', url]);
  expect(builds).toMatchObject({ code: 0, stdout: expect.stringMatching(/ failed .*\n.* succeeded .*tasks=2.*\n$/) });
  const [, newer = ''] = builds.stdout.split('\n');
  expect(await graph.run('builds', ['show', '--server', url, newer.split(' ')[0] ?? ''])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^build .* of \/\/t:g: succeeded\n[^]*2 succeeded/),
  });
  expect(await ask('logs', url, ['-q', 'a/fails'])).toMatchObject({ code: 0, stdout: 'cannot do it\n' });
  expect(await ask('logs', url, ['a/other'])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching('no task for a/other'),
  });
  expect(await ask('explain', url, ['b/1'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^b\/1 {2}is valid/),
  });
  expect(await graph.run('catalog', ['ls', '--server', url])).toMatchObject({ code: 0, stdout: 'a/1\nb/1\n' });
  expect(await graph.run('catalog', ['ls', '--server', url, 'b/'])).toMatchObject({ code: 0, stdout: 'b/1\n' });
});

test('an address with no service, or with something else, is exit code 2', async () => {
  const server = await LoopbackServer.start((_request, _body, response) => response.end('<html>'));
  expect(await ask('build', server.url, ['a/1'])).toMatchObject({
    code: 2,
    stderr: `g.build: ${server.url} is not a DataBuild service: it answered 200; check the address\n`,
  });
  const { url } = server;
  await server.stop();
  expect(await ask('build', url, ['a/1'])).toMatchObject({
    code: 2,
    stderr: `g.build: no service answers at ${url} (ECONNREFUSED); check the address, and that the service runs\n`,
  });
  expect(await ask('build', 'localhost:8600', ['a/1'])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching('it must be the address of a service'),
  });
});

test('a wrong token and a role that does not allow it are refused, with exit code 2', async () => {
  const tokens = [];
  for (const name of ['eve:viewer', 'ann:operator']) {
    const { stdout, stderr } = await graph.run('serve', ['--make-token', name]);
    tokens.push(stderr.split('\n')[1] ?? '');
    graph.write(name, stdout);
  }
  graph.write('tokens', `${tokens.join('\n')}\n`);
  graph.write('wrong', 'other\n');
  const { url } = await serve('0', '--auth', 'tokens:tokens');
  const as = (file: string) => ask('build', url, ['--token-file', file, 'a/1']);
  expect(await as('wrong')).toMatchObject({ code: 2, stderr: expect.stringMatching('refuses: ') });
  expect(await as('eve:viewer')).toMatchObject({ code: 2, stderr: expect.stringMatching(/operator/) });
  expect(await as('ann:operator')).toMatchObject({ code: 0 });
  const listing = await graph.run('catalog', ['ls', '--server', url], { env: { DATABUILD_TOKEN_FILE: 'eve:viewer' } });
  expect(listing).toMatchObject({ code: 0, stdout: 'a/1\n' });
});

test('a graph that the service does not have is refused', async () => {
  const { url } = await serve();
  const other = new TestGraph();
  try {
    other.setLabel('//t:other');
    expect(await other.run('build', ['--server', url, 'a/1'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching('No deployment of //t:other is current'),
    });
  } finally {
    await other.remove();
  }
});

test('a plan that is out of date when its turn comes is made again, and said', async () => {
  const { url } = await serve();
  const body = JSON.stringify({ graph: '//t:g', refs: ['b/1'], approve: 'always' });
  const headers = { 'content-type': 'application/json' };
  const made = await fetch(`${url}/api/v1/requests`, { method: 'POST', headers, body });
  const { id } = (await made.json()) as { id: string };
  expect((await ask('build', url, ['--request', id])).code).toBe(2);
  graph.setVersion('2.0.0');
  const again = await ask('build', url, ['--request', id, '--yes']);
  expect(again).toMatchObject({ code: 0, stderr: expect.stringMatching(/the plan was out of date.*[^]*succeeded\n$/) });
});

test('a command that works itself refuses --server, and options of a build here have no meaning with it', async () => {
  const url = 'http://localhost:1';
  expect(await ask('mermaid', url, ['a/1'])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      /takes no --server; these can ask a service: plan, explain, build, catalog ls, builds ls, builds show, logs\n/,
    ),
  });
  expect(await ask('build', url, ['-j', '2', 'a/1'])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching('--jobs has no meaning with --server'),
  });
  expect(await graph.run('build', ['--note', 'x', 'a/1'])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching('--note is about a service; add --server URL'),
  });
  expect(await ask('build', '', ['a/1'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\{/) });
});
