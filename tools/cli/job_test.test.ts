import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { TestGraph, type Done } from './testing/index.js';

jest.setTimeout(60_000);

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE']);
});

afterEach(() => graph.remove());

/** Runs the test of the job as the target of `databuild_job_test` does. */
function testJob(trial: Readonly<Record<string, unknown>>): Promise<Done> {
  const file = join(graph.dir, 'trial.json');
  const nothing = { badRefs: [], fixtures: {}, files: [], same: 'bytes', env: {} };
  writeFileSync(file, JSON.stringify({ schemaVersion: 1, label: '//t:j_test', ...nothing, ...trial }));
  return graph.run('job-test', [file], { env: { TEST_TMPDIR: graph.dir } });
}

/** A configure that answers by a line of sh for each ref `$r`, which prints a config. */
const configure = (line: string): string =>
  `#!/bin/sh\nprintf '['; s=\nfor r in "$@"; do printf '%s' "$s"; s=,; ${line}; done\nprintf ']'\n`;

const CONFIG = `printf '{"outputs":["%s"],"args":["%s"]}' "$r" "$r"`;

test('a job that does what it must passes all checks', async () => {
  const { code, stdout } = await testJob({ refs: ['b/1', 'b/2'], files: ['b/1', 'b/2'], badRefs: ['b/fails'] });
  expect(stdout.trimEnd().split('\n')).toEqual([
    'ok      configure answers for 2 refs',
    'ok      configure gives the same answer again',
    'ok      configure gives the same answer in 3 other groupings of the refs',
    'ok      run makes 2 tasks',
    'ok      a second run changes nothing',
    'ok      1 bad ref: refused or not made',
  ]);
  expect(code).toBe(0);
});

test('inputs of the job are there, and its variables are set', async () => {
  graph.setScripts({ run: '#!/bin/sh\nmkdir -p b && cat "in.txt" > b/made && printf %s "$GREETING" >> b/made\n' });
  writeFileSync(join(graph.dir, 'fixture'), 'text');
  const { code, stdout } = await testJob({
    refs: ['b/1'],
    fixtures: { 'in.txt': join(graph.dir, 'fixture') },
    env: { GREETING: 'hello' },
    files: ['b/made'],
  });
  expect(stdout).not.toContain('FAILED');
  expect(code).toBe(0);
});

describe('a job that does not', () => {
  test.each<[what: string, scripts: Parameters<TestGraph['setScripts']>[0], trial: object, message: string]>([
    ['answer by the schema', { configure: '#!/bin/sh\necho "{}"\n' }, {}, 'FAILED  configure answers for 2 refs'],
    [
      'give the same answer again',
      { configure: configure(`printf '{"outputs":["%s"],"args":["%s"]}' "$r" "$$"`) },
      {},
      'a/1 has another config if it is asked for again',
    ],
    [
      'give the same answer in reverse',
      { configure: configure(`printf '{"outputs":["%s"],"args":["%s"]}' "$r" "$1"`) },
      {},
      'a/2 has another config if it is asked for with the others in reverse',
    ],
    [
      'give the same answer for a ref alone',
      { configure: configure(`[ $# = 1 ] && exit 3; ${CONFIG}`) },
      {},
      'it fails if the refs are asked for alone',
    ],
    ['run', { run: '#!/bin/sh\necho oh no >&2; exit 4\n' }, {}, '| oh no'],
    ['write anything', { run: '#!/bin/sh\n' }, {}, 'run wrote nothing into the data directory'],
    [
      'write what it should',
      { run: '#!/bin/sh\necho > other\n' },
      { files: ['a/1'] },
      'a/1 does not exist after the run',
    ],
    [
      'leave its inputs alone',
      { run: '#!/bin/sh\necho more >> in.txt\n' },
      { fixtures: { 'in.txt': '_main/run' } },
      'run changed the fixture in.txt',
    ],
    ['make the same twice', { run: '#!/bin/sh\ndate +%N > made; mktemp -p . >/dev/null\n' }, {}, 'made was changed'],
    [
      'report the same digests twice',
      { run: '#!/bin/sh\necho > made; printf \'{"digests":{"%s":"%s"}}\' "$1" $$ > "$DATABUILD_METADATA_FILE"\n' },
      {},
      'the digest of a/1 was',
    ],
    ['refuse a bad ref', {}, { badRefs: ['a/bad'] }, 'a/bad was made'],
    [
      'say why it refuses one',
      { configure: configure(`[ "$r" = a/bad ] && exit 1; ${CONFIG}`) },
      { badRefs: ['a/bad'] },
      'configure does not refuse a/bad, but breaks',
    ],
  ])('%s fails', async (_what, scripts, trial, message) => {
    graph.setScripts(scripts);
    const { code, stdout, stderr } = await testJob({ refs: ['a/1', 'a/2'], ...trial });
    expect(stdout).toContain(message);
    // What is wrong stands below its check.
    expect(stdout.split('\n')).toContainEqual(expect.stringMatching(/^ {8}\S/));
    expect(stderr).not.toContain('    at ');
    expect(code).toBe(1);
  });
});

test('files that differ by content only are the same by name', async () => {
  graph.setScripts({ run: '#!/bin/sh\ndate +%N > "made"\n' });
  expect((await testJob({ refs: ['a/1'], same: 'names' })).code).toBe(0);
  expect((await testJob({ refs: ['a/1'], same: 'bytes' })).code).toBe(1);
});

test('what is no ref is named, and nothing runs', async () => {
  const { code, stdout, stderr } = await testJob({ refs: ['a/1', ' a'] });
  expect(stderr).toContain('refs.1');
  expect(stdout).toBe('');
  expect(code).toBe(2);
});
