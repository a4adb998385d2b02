import { expect, test } from '@jest/globals';
import type { Plan, PlannedTask } from '../../base/model/index.js';
import { fakePlan, fakePlannedTask, refs } from '../../dev/testing/index.js';
import { planId } from './id.js';
import { readEditedPlan as readEdited, readPlan as read } from './read.js';
import { writePlan } from './write.js';

const ID_A = 'a'.repeat(16);
const ID_B = 'b'.repeat(16);

function task(id: string, output: string, dependsOn: string[] = []): PlannedTask {
  const config = { args: ['a\nb', '"'], env: { TZ: 'UTC' }, executable: 'run' };
  return fakePlannedTask({ id, job: '//test:a', outputs: [output], config, dependsOn });
}

const readPlan = (text: string) => read([Buffer.from(text)]);
const readEditedPlan = (text: string) => readEdited([Buffer.from(text)]);

const withId = (plan: Plan): Plan => ({ ...plan, id: planId(plan) });

const plan: Plan = withId(
  fakePlan([task(ID_A, 'a'), task(ID_B, 'b', [ID_A])], {
    outputs: refs('b'),
    pruned: [{ ref: refs('c')[0]!, manifest: 'm', note: 'valid' }],
    validity: 'content',
  }),
);

const textOf = (value: Plan): string => [...writePlan(value)].join('');

/** Reads the plan with its parsed JSON changed. */
const readChanged = (change: (json: Record<string, unknown> & { tasks: Record<string, unknown>[] }) => void) => {
  const json = JSON.parse(textOf(plan)) as Parameters<typeof change>[0];
  change(json);
  return readEditedPlan(JSON.stringify(json));
};

test('reads what was written', async () => {
  expect(await readPlan(textOf(plan))).toEqual({ ok: true, value: plan });
  const empty = withId({ ...plan, outputs: [], tasks: [], pruned: [] });
  expect(await readPlan(textOf(empty))).toEqual({ ok: true, value: empty });
});

test('writes every task and every pruned ref on its own line', () => {
  const lines = textOf(plan).split('\n');
  for (const item of [...plan.tasks, ...plan.pruned]) {
    expect(lines.map((line) => line.replace(/,$/, ''))).toContain(JSON.stringify(item));
  }
});

test('writes a large plan in chunks of limited size', async () => {
  const tasks = Array.from({ length: 5000 }, (_, number) =>
    task(String(number).padStart(16, '0'), `p/${String(number)}`),
  );
  const chunks = [...writePlan(withId({ ...plan, tasks }))];
  expect(chunks.length).toBeGreaterThan(5);
  expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThan(80_000);
  expect(await readPlan(chunks.join(''))).toMatchObject({ ok: true });
});

test('fills in the defaults of a hand-written plan', async () => {
  const filled = await readChanged(({ tasks }) => {
    tasks[0]!['config'] = { outputs: ['a'], executable: 'run' };
  });
  expect(filled.ok && filled.value.tasks[0]?.config).toEqual({
    outputs: ['a'],
    inputs: [],
    args: [],
    env: {},
    executable: 'run',
  });
});

test('sorts tasks that are not in topological order, and keeps the order of the others', async () => {
  const sorted = await readPlan(
    textOf(withId({ ...plan, tasks: [task(ID_B, 'b', [ID_A]), task('c'.repeat(16), 'c'), task(ID_A, 'a')] })),
  );
  expect(sorted.ok && sorted.value.tasks.map(({ id }) => id[0]).join('')).toBe('cab');
});

test('rejects a plan whose content does not match its id, unless edits are allowed', async () => {
  const edited = textOf(plan).replace('"TZ":"UTC"', '"TZ":"CET"');
  expect(await readPlan(edited)).toEqual({
    ok: false,
    error: {
      reason: 'plan-edited',
      graph: '//test:graph',
      id: plan.id,
      content: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  });
  expect(await readPlan(textOf(plan).replace('"pruned"', '"note":"by hand",\n"pruned"'))).toMatchObject({ ok: false });
  expect(await readEditedPlan(edited)).toMatchObject({ ok: true });
});

test('accepts a plan that was only reformatted', async () => {
  expect(await readPlan(JSON.stringify(JSON.parse(textOf(plan)), null, 2))).toEqual({ ok: true, value: plan });
});

test('reports where a truncated plan ends', async () => {
  expect(await readPlan(textOf(plan).slice(0, -30))).toMatchObject({
    ok: false,
    error: { reason: 'plan-not-json', problem: { kind: 'malformed', truncated: true } },
  });
});

test('reports an empty file as empty', async () => {
  expect(await readPlan('')).toEqual({ ok: false, error: { reason: 'plan-not-json', problem: { kind: 'empty' } } });
});

test('reports another schema version before any other problem', async () => {
  expect(await readPlan('{"schemaVersion": 2, "tasks": "different"}')).toEqual({
    ok: false,
    error: { reason: 'plan-schema-version', found: '2', supported: 1 },
  });
  expect(await readPlan('{"name": "package.json"}')).toEqual({
    ok: false,
    error: { reason: 'plan-schema-version', found: '', supported: 1 },
  });
});

test('reports that a file is a job graph instead of a plan', async () => {
  const withoutReasons = (key: string, value: unknown): unknown => (key === 'reason' ? undefined : value);
  expect(await readPlan(JSON.stringify({ ...plan, pruned: undefined, catalog: undefined }, withoutReasons))).toEqual({
    ok: false,
    error: { reason: 'plan-is-job-graph', graph: '//test:graph' },
  });
});

test('reports a wrong value with its line, column and path', async () => {
  const text = textOf(plan).replace(/"TZ":"UTC"(?=.*"b")/, '"TZ":5');
  const line = text.split('\n').findIndex((each) => each.includes('"TZ":5')) + 1;
  const column = (text.split('\n')[line - 1] ?? '').indexOf('5}') + 1;
  expect(await readPlan(text)).toMatchObject({
    ok: false,
    error: {
      reason: 'plan-bad-shape',
      place: { line, column },
      problem: { path: ['tasks', 1, 'config', 'env', 'TZ'], found: '5' },
    },
  });
});

test.each([['[]'], ['null'], ['5']])('reports that %s is not an object', async (text) => {
  expect(await readPlan(text)).toMatchObject({ ok: false, error: { reason: 'plan-bad-shape', problem: { path: [] } } });
});

test('names duplicate tasks, unknown dependencies, refs in two tasks and cycles', async () => {
  expect(await readChanged(({ tasks }) => tasks.push(tasks[0]!))).toEqual({
    ok: false,
    error: { reason: 'plan-task-twice', id: ID_A, jobs: ['//test:a', '//test:a'] },
  });
  expect(await readChanged(({ tasks }) => tasks.shift())).toEqual({
    ok: false,
    error: { reason: 'plan-unknown-dependency', task: ID_B, job: '//test:a', dependency: ID_A },
  });
  expect(await readChanged(({ tasks }) => tasks.push({ ...tasks[0]!, id: 'c'.repeat(16) }))).toEqual({
    ok: false,
    error: { reason: 'plan-ref-in-two-tasks', ref: 'a', tasks: [ID_A, 'c'.repeat(16)] },
  });
  expect(await readChanged(({ tasks }) => (tasks[0]!['dependsOn'] = [ID_B]))).toEqual({
    ok: false,
    error: {
      reason: 'plan-cycle',
      path: [
        { id: ID_A, job: '//test:a' },
        { id: ID_B, job: '//test:a' },
      ],
    },
  });
});
