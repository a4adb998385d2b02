import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { end, TestGraph, type Done } from './testing/index.js';

// Text from programs, files, options and refs never controls the terminal of the person who reads it.

jest.setTimeout(60_000);

/** All characters that control a terminal or the direction of text, except line feeds and tabs. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const ACTS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** Clears the screen, sets the title, reverses the direction of text, and ends with a colour. */
const SAYS = String.raw`printf 'before\033[2J\033]0;title\007\342\200\256\302\2332K\033[31mred\033[0m\r\n'`;

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE'], {
    lookup: `#!/bin/sh\n${SAYS} >&2\nprintf '{":j":["%s"]}' "$1"\n`,
    run: `#!/bin/sh\n${SAYS}\ncase $1 in *fails) exit 3 ;; esac\n`,
  });
});

afterEach(() => graph.remove());

const expectQuiet = ({ stderr }: Done, ...words: readonly string[]): void => {
  expect(stderr).not.toMatch(ACTS);
  for (const word of words) expect(stderr).toContain(word);
};

test.each([
  ['a ref', ['a\u009b2J\u202e'], ['a\\u009b2J\\u202e']],
  ['an option', ['--\u001b[2J\u202e', 'a/1'], ['--\\u001b[2J\\u202e']],
  ['an option with a colour', ['--a\u001b[31m', 'a/1'], ['--a\\u001b[31m']],
  ['a file of refs', ['@no\u001b]0;title\u0007\nsuch'], ['\\u001b]0;title\\u0007\\nsuch']],
])("the user's input is shown without control characters: %s", async (_, args, words) => {
  const done = await graph.run('plan', args);
  expect(done.code).toBe(2);
  expectQuiet(done, ...words);
});

test('an argument that is not UTF-8 is rejected, because it would become another ref or path', async () => {
  const withBytes = ['/bin/sh', '-c', `exec "$@" "$(printf 'a/\\377')"`, 'sh'];
  const done = await graph.run('plan', ['a/\ufffd'], { prefix: withBytes });
  expect(done).toMatchObject({ code: 2, stdout: '' });
  expectQuiet(done, 'g.plan: argument "a/\ufffd" is not UTF-8 text; correct it\n');
  expect(await graph.run('plan', ['a/\ufffd'])).toMatchObject({ code: 0 });
});

test('directories are shown without control characters, each on one line', async () => {
  const env = { DATABUILD_STATE_DIR: 's\u001b[31m\nt' };
  const shown = 's\\u001b[31m\\nt';
  expectQuiet(await graph.run('builds', ['show'], { env }), shown);
  const done = await graph.run('build', ['x/1'], { env });
  expect(done.code).toBe(0);
  expectQuiet(done, `; data in ${join(graph.dir, shown)}/data\n`);
  expectQuiet(await graph.run('logs', ['x/1'], { env }), `; log: ${join(graph.dir, shown)}/builds/`);
  expectQuiet(await graph.run('logs', ['x/2'], { env }), `no build in ${join(graph.dir, shown)} has tried`);
});

test('output of programs and the end of a log are shown without control characters', async () => {
  const done = await graph.run('build', ['x/fails']);
  expect(done.code).toBe(1);
  expectQuiet(done, 'before\\u001b[2J\\u001b]0;title\\u0007\\u202e\\u009b2Kred\n', '  | before\\u001b[2J');
});

test('a log is printed unchanged into a pipe, and on a terminal with only its colours', async () => {
  expect(await graph.run('build', ['--quiet', 'x/1'])).toMatchObject({ code: 0 });
  const piped = await graph.run('logs', ['--quiet', 'x/1']);
  expect(piped.stdout).toBe('before\u001b[2J\u001b]0;title\u0007\u202e\u009b2K\u001b[31mred\u001b[0m\r\n');
  const terminal = await end(graph.startOnTerminal('logs', ['--quiet', 'x/1'], { rows: 24, columns: 200 }));
  expect(terminal.stdout).toContain('before\\u001b[2J\\u001b]0;title\\u0007\\u202e\\u009b2K\u001b[31mred\u001b[0m');
});

test('an import refuses names with control characters', async () => {
  const manifest = { id: 'm\u001b[2J' };
  await writeFile(
    join(graph.dir, 'x.jsonl'),
    JSON.stringify({ schemaVersion: 1, type: 'manifest', atMicros: 1, manifest }),
  );
  const done = await graph.run('catalog', ['import', 'x.jsonl']);
  expect(done.code).toBe(2);
  expectQuiet(done, 'x.jsonl: line 1 is not a line of an export');
});
