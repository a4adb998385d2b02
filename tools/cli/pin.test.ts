import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { TestGraph, type Done } from './testing/index.js';

jest.setTimeout(60_000);

let graph: TestGraph;
let workspace: string;

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE']);
  workspace = join(graph.dir, 'workspace');
  mkdirSync(join(workspace, 't'), { recursive: true });
});

afterEach(() => graph.remove());

const FILE = 't/plan.golden.json';
const golden = (): string => join(workspace, FILE);

/** Runs the check as the target of a plan test does. */
const check = (...refs: string[]): Promise<Done> =>
  graph.run('pin', ['check', '--', '//t:plan_test', FILE, existsSync(golden()) ? golden() : '', ...refs]);

/** Runs the update as `bazel run` on the update target does. */
const update = (refs: readonly string[], env = { BUILD_WORKSPACE_DIRECTORY: workspace }): Promise<Done> =>
  graph.run('pin', ['update', '--', '//t:plan_test', FILE, '', ...refs], { env });

test('a pinned plan stays the same, whatever is built', async () => {
  expect(await update(['b/1'])).toMatchObject({
    code: 0,
    stdout: '',
    stderr: expect.stringContaining(`wrote ${FILE}`),
  });
  const text = readFileSync(golden(), 'utf8');
  expect((JSON.parse(text) as { tasks: unknown[] }).tasks).toMatchObject([
    { outputs: ['a/1'], args: ['a/1'], env: { TZ: 'UTC' }, dependsOn: [] },
    { outputs: ['b/1'], inputs: [{ ref: 'a/1' }], dependsOn: ['a/1'] },
  ]);
  expect((await graph.run('build', ['--quiet', 'b/1'])).code).toBe(0);
  expect(await check('b/1')).toMatchObject({ code: 0, stdout: expect.stringContaining('are the same') });
  await update(['b/1']);
  expect(readFileSync(golden(), 'utf8')).toBe(text);
});

test('a different plan is shown, with the command that accepts it', async () => {
  await update(['b/1']);
  writeFileSync(golden(), readFileSync(golden(), 'utf8').replace('"UTC"', '"CET"'));
  const { code, stdout, stderr } = await check('b/1', 'a/2');
  expect(code).toBe(1);
  expect(stdout).toContain(`--- ${FILE}: `);
  expect(stdout).toContain('now requested: a/2');
  expect(stdout).toContain('TZ');
  expect(stderr).toContain('//t:plan_test: the plan differs from the one in t/plan.golden.json.');
  expect(stderr).toContain('bazel run //t:plan_test.update');
});

test('a missing file is named, with the command that writes it', async () => {
  const { code, stderr } = await check('b/1');
  expect(code).toBe(1);
  expect(stderr).toBe(
    `//t:plan_test: ${FILE} does not exist yet\n` +
      '  To write the current plan into the file: bazel run //t:plan_test.update\n',
  );
});

test.each([
  ['{"schemaVersion":1', 'the plan ends too early'],
  ['{}', 'this is not a pinned plan: it has no "schemaVersion"'],
  ['{"schemaVersion":9}', 'the pinned plan has schemaVersion 9, and this DataBuild reads 1'],
  ['{"schemaVersion":1,"graph":"//t:g","outputs":[]}', 'the plan is wrong at line 1'],
])('a malformed file is named with its problem: %s', async (text, problem) => {
  writeFileSync(golden(), text);
  const { code, stderr } = await check('b/1');
  expect(code).toBe(1);
  expect(stderr).toContain(`${FILE}: ${problem}`);
  expect(stderr).toContain('bazel run //t:plan_test.update');
});

test('an invalid ref is named, and nothing is written', async () => {
  const { code, stderr } = await update([' b/1']);
  expect(code).toBe(2);
  expect(stderr).toContain('" b/1"');
  expect(existsSync(golden())).toBe(false);
});

test('update without a workspace names the command to use', async () => {
  const { code, stderr } = await graph.run('pin', ['update', '--', '//t:plan_test', FILE, '', 'b/1']);
  expect(code).toBe(2);
  expect(stderr).toContain('bazel run //t:plan_test.update');
});

test('a file that cannot be written is named', async () => {
  const { code, stderr } = await update(['b/1'], { BUILD_WORKSPACE_DIRECTORY: join(workspace, 'nowhere') });
  expect(code).toBe(1);
  expect(stderr).toContain(
    `//t:plan_test.update: cannot write ${join(workspace, 'nowhere', FILE)}: there is no such file`,
  );
});
