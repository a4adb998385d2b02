import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { end, TestGraph, type Done } from './testing/index.js';

jest.setTimeout(60_000);

/** Fails in the way that the end of its ref names. */
const RUN = `#!/bin/sh
mkdir -p "$(dirname "$1")"
echo "$1" >> runs
case $1 in
*killed) kill -KILL $$ ;;
*malformed) echo '[1]' > "$DATABUILD_METADATA_FILE" ;;
*huge) head -c 1100000 /dev/zero | tr '\\0' ' ' > "$DATABUILD_METADATA_FILE" ;;
*fifo) mkfifo "$DATABUILD_METADATA_FILE" ;;
*device) ln -s /dev/zero "$DATABUILD_METADATA_FILE" ;;
*terminal) ln -s /dev/tty "$DATABUILD_METADATA_FILE" ;;
*logpipe) cd "$(dirname "$DATABUILD_METADATA_FILE")/../logs"; mkfifo pipe; for id in $(cat ../../../../ids); do ln -s pipe "$id.log"; done; exit 0 ;;
*logless) mv "$(dirname "$DATABUILD_METADATA_FILE")/../logs" gone ;;
*waits) echo $$ > pid; while ! [ -e go ]; do sleep 0.05; done ;;
esac
echo made > "$1"
`;

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE'], { run: RUN });
});

afterEach(() => graph.remove());

const STATE = ['--state-dir', 's'];
const path = (...names: string[]): string => join(graph.dir, 's', ...names);
const build = (...args: string[]): Promise<Done> => graph.run('build', [...STATE, ...args]);
const listed = async (): Promise<string> => (await graph.run('catalog', ['ls', ...STATE])).stdout;

describe('a failed task', () => {
  test.each([
    ['killed', 'killed (attempt 2): killed by SIGKILL'],
    ['malformed', 'is invalid: it is not a JSON object'],
    ['huge', 'is invalid: it has more than 1048576 bytes'],
    ['fifo', 'is invalid: it is not a regular file'],
    ['device', 'is invalid: it is not a regular file'],
    ['terminal', 'is invalid: it is not a regular file'],
  ])('%s is retried and not recorded, and the build continues to its end', async (ref, said) => {
    graph.setJob({ retries: 1 });
    const { code, stderr } = await build('-j', '1', '--optimistic', ref, 'a/other');
    expect(code).toBe(1);
    expect(stderr).toContain(said);
    expect((await readFile(path('data', 'runs'), 'utf8')).split('\n').filter((line) => line === ref)).toHaveLength(2);
    expect(await listed()).toBe('a/other\n');
  });

  test('is neither started nor retried if the kernel does not accept an argument', async () => {
    graph.setJob({ retries: 3 });
    graph.setScripts({
      configure: `#!/bin/sh\nprintf '[{"outputs":["x"],"args":["%s"]}]' "$(head -c 131072 /dev/zero | tr '\\0' x)"\n`,
    });
    const { code, stderr } = await build('x');
    expect([code, stderr]).toEqual([1, expect.stringContaining('args[0] has 131072 bytes')]);
    expect(stderr).not.toContain('retrying');
    await expect(readdir(path('data'))).resolves.toEqual([]);
  });

  test('names the directory of its log if the log cannot be opened', async () => {
    const { code, stderr } = await build('-j', '1', 'b/logless');
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('failed to make b/logless: the directory of its log can no longer be used'),
    ]);
    expect(await listed()).toBe('a/logless\n');
  });

  test('names its log if a FIFO is in its place', async () => {
    const { stdout } = await graph.run('plan', [...STATE, 'b/logpipe']);
    const [, { id }] = (JSON.parse(stdout) as { tasks: [unknown, { id: string }] }).tasks;
    await writeFile(join(graph.dir, 'ids'), id);
    const { code, stderr } = await build('-j', '1', 'b/logpipe');
    expect([code, stderr]).toEqual([1, expect.stringContaining('failed to make b/logpipe: its log cannot be written')]);
  });
});

test('a build whose standard output cannot be written exits with 1 and records everything', async () => {
  const child = graph.start('build', ['-q', ...STATE, 'b/1'], {}, ['/bin/sh', '-c', 'exec "$@" > /dev/full', 'sh']);
  expect(await end(child)).toMatchObject({
    code: 1,
    stderr: 'g.build: cannot write to standard output: the disk is full (ENOSPC)\n',
  });
  expect(await listed()).toBe('a/1\nb/1\n');
});

test('closing the terminal stops a build even under nohup', async () => {
  const child = graph.start('build', ['-q', ...STATE, 'waits'], {}, ['/bin/sh', '-c', `trap '' HUP; exec "$@"`, 'sh']);
  const done = end(child);
  while ((await readFile(path('data', 'pid'), 'utf8').catch(() => '')) === '' && child.exitCode === null) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  child.kill('SIGHUP');
  expect(await done).toMatchObject({ code: 129, stdout: '' });
});

test('a catalog works after its builds are removed and its state directory is renamed', async () => {
  await build('b/1');
  await rm(path('builds'), { recursive: true });
  const logs = await graph.run('logs', [...STATE, 'b/1']);
  expect([logs.code, logs.stderr]).toEqual([2, expect.stringContaining('the log of b/1 does not exist')]);
  await rename(path(), join(graph.dir, 'moved'));
  const again = await graph.run('build', ['--state-dir', 'moved', 'b/1']);
  expect([again.code, again.stderr]).toEqual([0, expect.stringMatching(/^succeeded: built 0, pruned 1 in /m)]);
});

test('a damaged catalog is replaced by its last export, and later partitions are adopted', async () => {
  await build('b/1');
  await writeFile(join(graph.dir, 'catalog.jsonl'), (await graph.run('catalog', ['export', ...STATE])).stdout);
  await build('b/2');
  await writeFile(path('catalog.sqlite'), 'noise '.repeat(1000));
  expect(await build('b/1')).toMatchObject({ code: 2, stdout: '' });

  await mkdir(path('damaged'));
  for (const file of await readdir(path())) {
    if (file.startsWith('catalog.sqlite')) await rename(path(file), path('damaged', file));
  }
  expect(await graph.run('catalog', ['import', ...STATE, 'catalog.jsonl'])).toMatchObject({ code: 0 });
  expect(await graph.run('catalog', ['adopt', ...STATE, 'a/2', 'b/2'])).toMatchObject({ code: 0 });
  expect((await build('b/1', 'b/2')).stderr).toMatch(/^succeeded: built 0, pruned 2 in /m);
});
