import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { end, TestGraph, type Done, type Program } from './testing/index.js';

jest.setTimeout(60_000);

const CONFIGURE = `#!/bin/sh
printf '['; s=
for r in "$@"; do
  case $r in b/*) i="[{\\"depType\\":\\"materialize\\",\\"ref\\":\\"a/\${r#b/}\\"}]" ;; *) i='[]' ;; esac
  printf '%s{"outputs":["%s"],"inputs":%s,"args":["%s"],"env":{}}' "$s" "$r" "$i" "$r"; s=,
done
printf ']'
`;

const LOOKUP = `#!/bin/sh
printf '{":j":['; s=
for r in "$@"; do printf '%s"%s"' "$s" "$r"; s=,; done
printf ']}'
`;

/**
 * `a/slow` says what is written into the pipe `slow`, line by line, `a/records` by Python's logging; `a/now` fails when there is a file
 * `bad`.
 */
const RUN = `#!/bin/sh
echo "making $1"
case $1 in
a/fails) echo "cannot do it" >&2; exit 3 ;;
a/slow) mkfifo new; mv new slow; while read -r line; do echo "$line"; done < slow ;;
a/records) mkfifo new; mv new slow; exec python3 -c '
import logging
log = logging.getLogger()
for path in ("/dev/stdout", "/dev/stderr"): log.addHandler(logging.FileHandler(path))
for line in open("slow"): log.error(line.strip())
' ;;
a/bytes) printf 'a\\377b' ;;
a/paths) echo "the cause"; echo "warning" > /dev/stderr; echo "more"; echo "and more" >> /dev/stdout; exit 1 ;;
a/now) if [ -e bad ]; then echo "bad now"; exit 1; fi ;;
esac
`;

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE'], { lookup: LOOKUP, configure: CONFIGURE, run: RUN });
});

afterEach(() => graph.remove());

const STATE = ['--state-dir', 's'];

const build = (...refs: readonly string[]): Promise<Done> => graph.run('build', [...STATE, ...refs]);

const logs = (...args: readonly string[]): Promise<Done> => graph.run('logs', [...STATE, ...args]);

const buildOf = ({ stdout }: Done): string => (JSON.parse(stdout) as { buildId: string }).buildId;

async function until<T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await delay(10);
  }
  throw new Error('nothing appeared in time');
}

/** Collects what a program has printed so far. */
function printed(child: Program): { stdout: string; stderr: string } {
  const so = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (so.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (so.stderr += chunk.toString()));
  return so;
}

/** Waits until the events of the only build contain the text. @returns the build id */
async function saidByBuild(text: string): Promise<string> {
  return until(async () => {
    const [id] = await readdir(join(graph.dir, 's/builds')).catch(() => []);
    const events = await readFile(join(graph.dir, 's/builds', id ?? '', 'events.jsonl'), 'utf8').catch(() => '');
    return events.includes(text) ? id : undefined;
  });
}

describe('the log of a ref', () => {
  test('is printed byte by byte from the task that made it', async () => {
    const buildId = buildOf(await build('a/bytes'));
    const { code, stdout, stderr } = await logs('a/bytes');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'making a/bytes\na\ufffdb' });
    expect(stderr).toContain(
      `a/bytes: //t:j, build ${buildId}, succeeded; log: ${graph.dir}/s/builds/${buildId}/logs/`,
    );
    const path = (await logs('--path', 'a/bytes')).stdout.trimEnd();
    expect(await readFile(path)).toEqual(Buffer.from('making a/bytes\na\xffb', 'latin1'));
    expect((await logs('-q', 'a/bytes')).stderr).toBe('');
  });

  test('is the log of the last attempt, even if an earlier one recorded a manifest', async () => {
    const first = buildOf(await build('a/now'));
    await graph.run('catalog', ['forget', ...STATE, 'a/now']);
    await (await open(join(graph.dir, 's/data/bad'), 'w')).close();
    expect((await build('a/now')).code).toBe(1);
    expect(await logs('a/now')).toMatchObject({ code: 0, stdout: 'making a/now\nbad now\n' });
    expect(await logs('--build', first, 'a/now')).toMatchObject({ code: 0, stdout: 'making a/now\n' });
    expect(await logs('--build', first.slice(0, -1), 'a/now')).toMatchObject({ code: 0, stdout: 'making a/now\n' });
  });

  test('is printed for a failed task, and its absence is explained for a task that did not run', async () => {
    await build('b/fails');
    const { code, stdout, stderr } = await logs('a/fails', 'b/fails', 'a/unheard');
    expect({ code, stdout }).toEqual({ code: 2, stdout: 'making a/fails\ncannot do it\n' });
    expect(stderr).toMatch(/a\/fails: \/\/t:j, build [0-9a-f-]+, failed; log: /);
    expect(stderr).toMatch(/has tried to make b\/fails; in build [0-9a-f-]+ its task was skipped/);
    expect(stderr).toContain('has tried to make a/unheard; ');
  });

  test('has everything that a task writes to its streams by path', async () => {
    const { stderr } = await build('a/paths');
    expect(stderr).toContain('\n  | making a/paths\n  | the cause\n  | warning\n  | more\n  | and more\n');
    expect((await logs('a/paths')).stdout).toBe('making a/paths\nthe cause\nwarning\nmore\nand more\n');
  });

  test('is reported with its machine if it no longer exists', async () => {
    const buildId = buildOf(await build('a/1'));
    await rm(join(graph.dir, 's/builds'), { recursive: true });
    const { code, stdout, stderr } = await logs('a/1');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`the log of a/1 does not exist: ${graph.dir}/s/builds/${buildId}/logs/`);
    expect(stderr).toContain(`; build ${buildId} ran on `);
  });

  test('cannot be printed for a build that does not exist', async () => {
    await build('a/1');
    const { code, stderr } = await logs('--build', 'nope', 'a/1');
    expect(code).toBe(2);
    expect(stderr).toContain('has an id that begins with "nope"');
  });

  test.each([
    [['-f', '--path', 'a/1'], '--path and --follow cannot be used together'],
    [['-f', 'a/1', 'a/2'], '--follow takes one ref only'],
    [['--build', '', 'a/1'], '--build is empty'],
    [[], 'no refs'],
  ])('the arguments %j are a usage error', async (args, message) => {
    const { code, stderr } = await logs(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('following a log', () => {
  test('shows the output of a running task until it ends', async () => {
    const building = end(graph.start('build', [...STATE, 'a/slow']));
    await saidByBuild('task.started.v1');
    const follower = graph.start('logs', [...STATE, '-f', 'a/slow']);
    const so = printed(follower);
    const done = end(follower);
    await until(() => (so.stdout === 'making a/slow\n' ? true : undefined));
    await using pipe = await until(() => open(join(graph.dir, 's/data/slow'), 'r+').catch(() => undefined));
    await pipe.write('half\n');
    await until(() => (so.stdout === 'making a/slow\nhalf\n' ? true : undefined));
    await using writer = await open(join(graph.dir, 's/data/slow'), 'w');
    await writer.write('whole\n');
    await pipe.close();
    await writer.close();
    expect(await done).toMatchObject({ code: 0, stdout: 'making a/slow\nhalf\nwhole\n' });
    expect(so.stderr).toMatch(/a\/slow: .*, is running; log: .*\nthe task succeeded\n$/s);
    expect((await building).code).toBe(0);
  });

  test('shows what a task appends to its streams by path, once for each stream', async () => {
    const building = end(graph.start('build', [...STATE, 'a/records']));
    await using pipe = await until(() => open(join(graph.dir, 's/data/slow'), 'r+').catch(() => undefined));
    await saidByBuild('task.started.v1');
    const follower = graph.start('logs', [...STATE, '-f', 'a/records']);
    const so = printed(follower);
    const done = end(follower);
    await pipe.write('one\n');
    await until(() => (so.stdout === 'making a/records\none\none\n' ? true : undefined));
    await pipe.write('two\n');
    await pipe.close();
    expect(await done).toMatchObject({ code: 0, stdout: 'making a/records\none\none\ntwo\ntwo\n' });
    expect(so.stderr).toMatch(/\nthe task succeeded\n$/);
    expect((await building).code).toBe(0);
  });

  test('waits for a task that has not started', async () => {
    const building = end(graph.start('build', [...STATE, 'b/slow']));
    await saidByBuild('task.started.v1');
    expect((await logs('b/slow')).stderr).toContain('its task has not started yet; use --follow to wait for it');
    const follower = graph.start('logs', [...STATE, '-f', 'b/slow']);
    const so = printed(follower);
    const done = end(follower);
    await until(() => (so.stderr.includes('has not started it yet') ? true : undefined));
    await (await until(() => open(join(graph.dir, 's/data/slow'), 'w').catch(() => undefined))).close();
    expect(await done).toMatchObject({ code: 0, stdout: 'making b/slow\n' });
    expect((await building).code).toBe(0);
  });

  test('ends when the build is killed', async () => {
    const builder = graph.start('build', [...STATE, 'a/slow']);
    await saidByBuild('task.started.v1');
    const follower = graph.start('logs', [...STATE, '-f', 'a/slow']);
    const so = printed(follower);
    const done = end(follower);
    await until(() => (so.stdout !== '' ? true : undefined));
    builder.kill('SIGKILL');
    expect(await done).toMatchObject({ code: 0, stdout: 'making a/slow\n' });
    expect(so.stderr).toContain('\nthe task was still running when its build ended\n');
  });

  test('ends at Ctrl-C', async () => {
    const builder = graph.start('build', [...STATE, 'a/slow']);
    await saidByBuild('task.started.v1');
    const follower = graph.start('logs', [...STATE, '-f', 'a/slow']);
    const so = printed(follower);
    const done = end(follower);
    await until(() => (so.stdout !== '' ? true : undefined));
    follower.kill('SIGINT');
    expect((await done).code).toBe(130);
    builder.kill('SIGKILL');
  });
});
