import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { explanationSchema, type Explanation } from '../plan/explain/index.js';
import { TestGraph, type Done } from './testing/index.js';

jest.setTimeout(60_000);

/** `b/x` needs `a/x`. @param argument the argument of every run */
const configure = (argument: string): string => `#!/bin/sh
printf '['; s=
for r in "$@"; do
  case $r in b/*) inputs="[{\\"depType\\":\\"materialize\\",\\"ref\\":\\"a/\${r#b/}\\"}]" ;; *) inputs='[]' ;; esac
  printf '%s{"outputs":["%s"],"inputs":%s,"args":["${argument}"],"env":{}}' "$s" "$r" "$inputs"; s=,
done
printf ']'
`;

const LOOKUP = `#!/bin/sh
for r in "$@"; do case $r in nobody/*) echo '{}'; exit ;; esac; done
printf '{":j":['; s=
for r in "$@"; do printf '%s"%s"' "$s" "$r"; s=,; done
printf ']}'
`;

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE'], {
    lookup: LOOKUP,
    configure: configure('one'),
    run: '#!/bin/sh\n',
  });
});

afterEach(() => graph.remove());

const build = async (...args: string[]): Promise<void> => {
  expect(await graph.run('build', ['-q', '--state-dir', 's', ...args])).toMatchObject({ code: 0, stderr: '' });
};
const explain = (...args: string[]): Promise<Done> => graph.run('explain', ['-q', '--state-dir', 's', ...args]);
const lines = async (...args: string[]): Promise<string[]> => {
  const { code, stdout, stderr } = await explain(...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.trimEnd().split('\n');
};

test('a partition is missing before the first build and valid after it', async () => {
  expect(await lines('b/1', 'a/1')).toEqual([
    'b/1  is missing: it was never built',
    'a/1  is missing: it was never built',
  ]);
  await build('b/1');
  const [first, second, ...more] = await lines('b/1');
  expect([first, ...more]).toEqual(['b/1  is valid by its version']);
  expect(second).toMatch(/^ {2}built \d{4}-\S+Z by \/\/t:j 1\.0\.0: manifest \S+, build \S+$/);
});

test('a forgotten partition is missing since the time it was forgotten', async () => {
  await build('a/1');
  await graph.run('catalog', ['forget', '--state-dir', 's', 'a/1']);
  expect((await lines('a/1'))[0]).toMatch(/^a\/1 {2}is missing: it was forgotten at \S+Z \(its last manifest: \S+\)$/);
});

test('a new major version is explained by its path upstream, and no longer after a rebuild', async () => {
  await build('b/1');
  graph.setVersion('2.0.0');
  expect((await lines('b/1'))[0]).toBe('b/1  is stale by its version: job-major-changed 1.0.0 → 2.0.0');
  const told = await lines('b/1');
  expect(told.slice(2)).toEqual(['    jobVersion: 1.0.0 → 2.0.0', '    a/1  //t:j', '      jobVersion: 1.0.0 → 2.0.0']);
  await build('b/1');
  expect(await lines('b/1')).toHaveLength(2);
});

test('a masked change is explained, and the same change if it counts', async () => {
  await build('b/1');
  graph.setScripts({ configure: configure('two') });
  expect((await lines('b/1')).slice(2)).toEqual([
    '  masked changes since then:',
    '    args[0]: "one" → "two"',
    '    a/1  //t:j',
    '      args[0]: "one" → "two"',
  ]);
  const counted = await lines('--validity=content', 'a/1');
  expect(counted[0]).toBe('a/1  is stale by its content: content-changed (args)');
  expect(counted.slice(2)).toEqual(['    args[0]: "one" → "two"']);
});

test("a change of a job's code is explained", async () => {
  graph.setJob({ validity: 'content' });
  await build('a/1');
  graph.setScripts({ run: '#!/bin/sh\n: other code\n' });
  const told = await lines('a/1');
  expect(told[0]).toBe('a/1  is stale by its content: content-changed (code)');
  expect(told[2]).toMatch(/^ {4}code: [0-9a-f]{12} → [0-9a-f]{12}$/);
});

test('explain --json prints JSON of the published schema', async () => {
  await build('b/1');
  graph.setVersion('2.0.0');
  const { code, stdout } = await explain('--json', 'b/1', 'x/1');
  const explanation: Explanation = explanationSchema().parse(JSON.parse(stdout));
  expect(code).toBe(0);
  expect(explanation.partitions.map(({ verdict }) => verdict)).toEqual(['stale', 'missing']);
  expect(explanation.comparisons.map(({ outputs }) => outputs[0])).toEqual(['b/1', 'a/1']);
});

test('explain reads refs from standard input, and builds and records nothing', async () => {
  const { code, stdout } = await graph.run('explain', ['-q', '--state-dir', 's', '-'], { stdin: 'a/1\n\na/2\n' });
  expect([code, stdout.split('\n').length]).toEqual([0, 3]);
  expect((await graph.run('catalog', ['ls', '--state-dir', 's'])).stdout).toBe('');
});

test('explain of a ref that no job makes is a usage error', async () => {
  expect(await explain('nobody/1')).toMatchObject({ code: 2, stdout: '' });
  expect((await explain('nobody/1')).stderr).toContain('nobody/1');
  expect(await explain()).toMatchObject({ code: 2, stdout: '' });
  expect((await explain('--validity=mood', 'a/1')).stderr).toContain(
    '--validity is "mood"; it must be one of presence, version, content',
  );
});
