import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { parseEvent, replay, type BuildState, type StreamEvent } from '../observe/events/index.js';
import { appears } from '../dev/testing/index.js';
import { end, TestGraph, values } from './testing/index.js';

jest.setTimeout(60_000);

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE']);
});

afterEach(() => graph.remove());

const eventsOf = (text: string): StreamEvent[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const event = parseEvent(line);
      if (!event.ok || event.value === undefined)
        throw new Error(`${line}: ${event.ok ? 'unknown' : JSON.stringify(event.error)}`);
      return event.value;
    });

const stateOf = (events: readonly StreamEvent[]): BuildState => {
  const state = replay(events);
  if (!state.ok) throw new Error(state.error.reason);
  return state.value;
};

/** The events of the newest build as text. */
const stream = async (): Promise<string> => {
  const builds = join(graph.dir, 's', 'builds');
  const [newest = ''] = (await readdir(builds)).toSorted().reverse();
  return readFile(join(builds, newest, 'events.jsonl'), 'utf8');
};

const run = (command: string, ...args: readonly string[]) => graph.run(command, ['--state-dir', 's', ...args]);

test('a build keeps its events, which have an end for every announced task', async () => {
  expect((await run('build', 'b/1', 'b/fails')).code).toBe(1);
  const events = eventsOf(await stream());
  const state = stateOf(events);
  expect(state).toMatchObject({ label: '//t:g', outcome: 'failed', tasksPlanned: 4, flaws: [] });
  expect(state.tasks.find(({ outputs }) => outputs[0] === 'a/fails')).toMatchObject({
    state: 'failed',
    problem: { reason: 'exit-non-zero', code: 3 },
    logTail: 'cannot do it\n',
  });
  expect(events.at(-1)).toMatchObject({ type: 'dev.databuild.build.finished.v1', data: { last: true, failed: 1 } });
  expect(new Set(events.map(({ source }) => source)).size).toBe(1);
});

test("a build without tasks, an exec and a job's exec keep their events too", async () => {
  await run('build', 'a/1');
  expect((await run('build', 'a/1')).code).toBe(0);
  expect(stateOf(eventsOf(await stream()))).toMatchObject({ outcome: 'succeeded', tasks: [], pruned: 1 });
  const { stdout: plan } = await run('plan', 'a/2');
  await graph.run('exec', ['--state-dir', 's'], { stdin: plan });
  expect(stateOf(eventsOf(await stream()))).toMatchObject({ label: '//t:g', outcome: 'succeeded', tasksPlanned: 1 });
  await run('job-exec', 'a/3');
  expect(stateOf(eventsOf(await stream()))).toMatchObject({ label: '//t:j', outcome: 'succeeded', tasksPlanned: 1 });
});

test('--events appends the same events to files', async () => {
  await writeFile(join(graph.dir, 'mine.jsonl'), '{"torn');
  expect((await run('build', 'b/1', '--events', 'mine.jsonl', '--events=deep/er.jsonl')).code).toBe(0);
  const text = await stream();
  expect(await readFile(join(graph.dir, 'mine.jsonl'), 'utf8')).toBe(`{"torn\n${text}`);
  expect(await readFile(join(graph.dir, 'deep', 'er.jsonl'), 'utf8')).toBe(text);
});

test.each([[['--events', '-']], [['--events=-']]])('%j prints events instead of manifests', async (option) => {
  const { code, stdout } = await run('build', 'a/1', ...option);
  expect([code, stdout]).toEqual([0, await stream()]);
});

test('a file of events that cannot be written costs one warning, and the build succeeds', async () => {
  await mkdir(join(graph.dir, 'taken'));
  const { code, stdout, stderr } = await run('build', 'b/1', '--events', 'taken');
  expect([code, values(stdout).length]).toEqual([0, 2]);
  expect(stderr.match(/^warning: .*$/gm)).toEqual([expect.stringMatching(/taken: .*directory/)]);
  expect(stateOf(eventsOf(await stream())).outcome).toBe('succeeded');
});

test.each([
  ['', 'is empty'],
  ['ftp://host/x', 'neither http nor https'],
  ['http://', 'not a valid address'],
])('--events %j is refused, because it %s', async (place, problem) => {
  const { code, stderr } = await run('build', 'a/1', '--events', place);
  expect(code).toBe(2);
  expect(stderr).toContain(problem);
});

test('no event contains the value of a passed variable', async () => {
  const scripts = {
    lookup: '#!/bin/sh\necho \'{":j":["x","y"]}\'\n',
    configure: `#!/bin/sh
printf '[{"outputs":["x"],"args":["--token=%s"],"env":{"TOKEN":"%s"}},{"outputs":["y"],"inputs":[{"depType":"materialize","ref":"x"}],"args":["fail"]}]' "$TOKEN" "$TOKEN"
`,
    run: `#!/bin/sh
echo "{\\"token\\":\\"$TOKEN\\"}" > "$DATABUILD_METADATA_FILE"
echo "token $TOKEN flag $FLAG"
[ "$1" != fail ]
`,
  };
  await graph.remove();
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE'], scripts);
  const env = { TOKEN: 'hunter2-token', FLAG: 'other-secret' };
  const passed = ['--pass-env', 'TOKEN', '--pass-env', 'FLAG'];
  const { stdout } = await graph.run('build', ['--state-dir', 's', ...passed, 'x', 'y', '--events=-'], { env });
  const ends = eventsOf(stdout).filter(({ type }) => type === 'dev.databuild.task.finished.v1');
  expect(ends.map(({ data }) => data)).toMatchObject([
    {
      outcome: 'succeeded',
      manifest: { config: { args: ['--token=***'], env: { TOKEN: '***' } }, metadata: { token: '***' } },
    },
    { outcome: 'failed', logTail: 'token *** flag ***\n' },
  ]);
  expect(stdout).not.toMatch(/hunter2|other-secret/);
});

const listen = async (server: Server): Promise<string> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/events`;
};

test('--events http://… posts all events in order, and retries a failed request', async () => {
  const taken: StreamEvent[] = [];
  let requests = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const fails = requests++ === 0;
      if (!fails) taken.push(...(JSON.parse(Buffer.concat(chunks).toString()) as StreamEvent[]));
      response.writeHead(fails ? 500 : 202).end();
    });
  });
  const url = await listen(server);
  const { code, stderr } = await run('build', 'b/1', 'b/2', '--quiet', '--events', url);
  await new Promise((resolve) => server.close(resolve));
  expect([code, stderr.includes('warning')]).toEqual([0, false]);
  expect(taken).toEqual(eventsOf(await stream()));
});

test('a server that is down costs a warning at the end of a build that succeeds', async () => {
  const server = createServer();
  const url = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  const { code, stdout, stderr } = await run('build', 'b/1', '--events', url);
  expect([code, values(stdout).length]).toEqual([0, 2]);
  expect(stderr).toContain(`did not arrive at ${url}: ECONNREFUSED`);
});

describe('a build ends although its events cannot be delivered:', () => {
  const warnings = (stderr: string): readonly string[] => stderr.match(/^warning: .*$/gm) ?? [];

  test.each([['--events'], ['--openlineage']])('%s to a FIFO that has no reader', async (option) => {
    execFileSync('mkfifo', [join(graph.dir, 'fifo')]);
    const { code, stdout, stderr } = await run('build', 'b/1', option, 'fifo');
    expect([code, values(stdout).length]).toEqual([0, 2]);
    expect(warnings(stderr)).toEqual([
      expect.stringMatching(/nothing reads the events in .*fifo yet/),
      expect.stringMatching(/fifo: it has no reader \(ENXIO\)/),
    ]);
  });

  test('--events to a socket, which only a connection can write to', async () => {
    const server = createTcpServer().listen(join(graph.dir, 'socket'));
    try {
      const { code, stderr } = await run('build', 'b/1', '--events', 'socket');
      expect(code).toBe(0);
      expect(warnings(stderr)).toEqual([
        expect.stringMatching(/socket: it is a socket, not a file; the build continues/),
      ]);
      expect(await run('build', '@socket')).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('it is a socket'),
      });
    } finally {
      server.close();
    }
  });

  test('--events to a FIFO whose reader does not read', async () => {
    const reader = spawn('sh', ['-c', 'mkfifo fifo; echo made; exec sleep 1000 < fifo'], { cwd: graph.dir });
    await once(reader.stdout, 'data');
    const refs = Array.from({ length: 100 }, (_, at) => `a/${'x'.repeat(200)}${String(at)}`);
    await writeFile(join(graph.dir, 'refs'), refs.join('\n'));
    const { code, stderr } = await run('build', '@refs', '--events', 'fifo');
    reader.kill();
    expect([code, warnings(stderr)]).toEqual([0, [expect.stringContaining('/fifo: ')]]);
  });

  test('a signal ends a build whose FIFO has no reader', async () => {
    execFileSync('mkfifo', [join(graph.dir, 'fifo')]);
    const child = graph.start('build', ['--state-dir', 's', 'a/sleeps', '--events', 'fifo']);
    const done = end(child);
    await appears(join(graph.dir, 's/data/pid'));
    child.kill('SIGTERM');
    expect((await done).code).toBe(143);
  });

  test.each([['--events'], ['--openlineage']])('%s to a server that never answers', async (option) => {
    const server = createServer(() => undefined);
    const url = await listen(server);
    const { code, stderr } = await run('build', 'b/1', option, url);
    server.closeAllConnections();
    server.close();
    expect([code, warnings(stderr)]).toEqual([0, [expect.stringMatching(/did not arrive at .*: no answer in time$/)]]);
  });

  test('--events to an https server that closes the connection', async () => {
    const server = createTcpServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `https://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
    const connected = once(server, 'connection');
    const { code, stderr } = await run('build', 'b/1', '--events', url);
    const [connection] = (await connected) as [Socket];
    connection.destroy();
    server.close();
    expect([code, warnings(stderr)]).toEqual([0, [expect.stringContaining('did not arrive')]]);
  });
});
