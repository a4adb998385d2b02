import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { outputs, TestGraph } from './testing/index.js';

jest.setTimeout(60_000);

const JOBS = {
  b: { makes: ['b/{x}'], inputs: ['a/{x}'], args: ['b/{x}'], env: { X: '{x}' } },
  a: { makes: ['a/{x}'], args: ['a/{x}'] },
};

let graph: TestGraph;

beforeEach(() => {
  const never = '#!/bin/sh\necho "started" >&2\nexit 9\n';
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE'], { lookup: never, configure: never });
  graph.setTemplates(JOBS);
});

afterEach(() => graph.remove());

const run = (command: string, ...args: string[]) => graph.run(command, args, { env: { DATABUILD_STATE_DIR: 's' } });

test('lookup goes by the patterns of the jobs', async () => {
  const { code, stdout } = await run('lookup', '-q', 'a/1', 'b/1', 'a/2');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({ '//t:b': ['b/1'], '//t:a': ['a/1', 'a/2'] });
});

test('cfg prints what the template of a job gives, as it prints what a program gives', async () => {
  const { code, stdout } = await run('job-cfg', '-q', 'b/one two');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual([
    {
      outputs: ['b/one two'],
      inputs: [{ depType: 'materialize', ref: 'a/one two' }],
      args: ['b/one two'],
      env: { X: 'one two' },
      executable: '_main/run',
    },
  ]);
});

test('build makes what is requested and everything upstream', async () => {
  const { code, stdout } = await run('build', 'b/1');
  expect(code).toBe(0);
  expect(outputs(stdout)).toEqual(['a/1', 'b/1']);
  expect(await readFile(join(graph.dir, 's', 'data', 'b', '1'), 'utf8')).toBe('made\n');
});

test('a plan is out of date when the template of a job has changed', async () => {
  const plan = join(graph.dir, 'plan.json');
  await writeFile(plan, (await run('plan', 'b/1')).stdout);
  graph.setTemplates({ ...JOBS, b: { ...JOBS.b, queryInputs: ['hints/{x}'] } });
  const { code, stderr } = await run('exec', plan);
  expect(code).toBe(2);
  expect(stderr).toContain('//t:b');
  expect(stderr).toContain('configure');
});

test('a template that gives the same configs leaves partitions up to date', async () => {
  expect(await run('build', 'b/1')).toMatchObject({ code: 0 });
  graph.setTemplates({ ...JOBS, b: { ...JOBS.b, makes: ['{y}/{x}z', 'b/{x}'], args: ['b/{x}'] } });
  const { tasks } = JSON.parse((await run('plan', '-q', '--validity', 'content', 'b/1')).stdout) as {
    tasks: unknown[];
  };
  expect(tasks).toEqual([]);
});

test('a ref that no pattern matches is refused, with the patterns', async () => {
  const { code, stderr } = await run('build', 'b/1', 'c/1');
  expect(code).toBe(2);
  expect(stderr).toContain(
    'no job of //t:g makes c/1; check the spelling, or add a pattern to the makes of a job (the patterns are b/{x}, a/{x})',
  );
});

test('a ref that patterns of two jobs match is refused, with both', async () => {
  graph.setTemplates({ ...JOBS, c: { makes: ['{all}/1'] } });
  const { code, stderr } = await run('build', 'b/2', 'b/1');
  expect(code).toBe(1);
  expect(stderr).toContain('two jobs of //t:g make b/1: b/{x} of //t:b and {all}/1 of //t:c both match');
});

test('a ref that a job does not make is refused by its own targets', async () => {
  const { code, stderr } = await run('job-cfg', 'a/1');
  expect(code).toBe(2);
  expect(stderr).toContain('//t:b does not make a/1; check the spelling, or add a pattern to its makes (b/{x})');
});

test('an input that is no ref is refused, with the ref that needs it', async () => {
  graph.setTemplates({ b: { makes: ['b/{x}/c'], inputs: ['a/{x}'] } });
  const { code, stderr } = await run('analyze', 'b/1 /c');
  expect(code).toBe(2);
  expect(stderr).toContain(
    'input "a/{x}" of //t:b, filled in for b/1 /c, is not a valid ref: it begins or ends with white space',
  );
});

test('a lookup that disagrees with the patterns is refused', async () => {
  const everything = '#!/bin/sh\nprintf \'{":j":["%s"]}\' "$1"\n';
  graph.setScripts({ lookup: everything });
  graph.setJob({ makes: ['a/{x}'] });
  const { code, stderr } = await run('lookup', 'b/1');
  expect(code).toBe(1);
  expect(stderr).toContain(
    'lookup of //t:g gives b/1 to //t:j, whose makes does not match (a/{x}); correct lookup or makes',
  );
});

test.each([
  [{ b: { makes: ['b/{x'] } }, 'jobs.0.makes.0 "b/{x" has a stray brace in "{x"'],
  [{ b: { makes: ['b/{x}'], args: ['{y}'] } }, 'jobs.0.template.args.0 uses {y}, which "b/{x}" of makes does not bind'],
])('a descriptor with %j is refused before anything starts', async (jobs, message) => {
  graph.setTemplates(jobs);
  const { code, stderr } = await run('build', 'b/1');
  expect(code).not.toBe(0);
  expect(stderr).toContain(message);
});
