import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Plan, PlannedTask } from '../../base/model/index.js';
import { fakePlan, fakePlannedTask, refs } from '../../dev/testing/index.js';
import { planId } from './id.js';
import { writePlanFiles } from './plan_files.js';
import { planIndexPath } from './plan_index.js';
import { readPlanTasks } from './read_tasks.js';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plan-'));
  path = join(folder, 'plan.json');
});

afterEach(() => rm(folder, { recursive: true }));

const idOf = (number: number): string => number.toString(16).padStart(16, '0');

const taskOf = (number: number, arg = 'x'): PlannedTask => {
  const config = { args: [arg, '"id":"', '\n{"id":"'], env: {}, executable: 'run' };
  return fakePlannedTask({ id: idOf(number), job: '//test:a', outputs: [`p/${String(number)}`], config });
};

const planOf = (tasks: PlannedTask[], more: Partial<Plan> = {}): Plan => {
  const plan = fakePlan(tasks, { outputs: refs('"id":"x', 'b'), ...more });
  return { ...plan, id: planId(plan) };
};

/** Twelve tasks, not in the order of their ids. */
const PLAN = planOf(
  [5, 3, 11, 0, 7, 1, 2, 10, 4, 6, 8, 9].map((number) => taskOf(number)),
  { validity: 'content' },
);

const WANTED = [idOf(7), idOf(0), idOf(11)];

async function withoutIndex(): Promise<void> {
  await rm(planIndexPath(path));
}

test.each([
  ['by its index', () => Promise.resolve()],
  ['by its lines if there is no index', withoutIndex],
])('reads tasks of a plan %s, in the order asked for', async (_how, prepare) => {
  await writePlanFiles(path, PLAN);
  await prepare();
  const { id, graph, jobs, validity } = PLAN;
  const tasks = WANTED.map((wanted) => PLAN.tasks.find((task) => task.id === wanted));
  expect(await readPlanTasks(path, WANTED)).toEqual({ ok: true, value: { id, graph, jobs, validity, tasks } });
});

test.each([
  ['by its index', () => Promise.resolve()],
  ['by its lines', withoutIndex],
])('names the ids that a plan does not have, read %s', async (_how, prepare) => {
  await writePlanFiles(path, PLAN);
  await prepare();
  const strangers = [idOf(99), 'f'.repeat(16)];
  expect(await readPlanTasks(path, [idOf(1), ...strangers])).toEqual({
    ok: false,
    error: { reason: 'plan-tasks-unknown', ids: strangers },
  });
});

test('index and lines lead to the same tasks, whatever the texts of a plan are', async () => {
  const texts = fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(texts, fc.nat(), async (args, seed) => {
      const plan = planOf(args.map((arg, number) => taskOf((number * 7919 + seed) % 1_000_003, arg)));
      const ids = plan.tasks.map(({ id }) => id);
      await writePlanFiles(path, plan);
      const sought = await readPlanTasks(path, ids);
      await withoutIndex();
      expect(sought).toEqual(await readPlanTasks(path, ids));
      expect(sought).toMatchObject({ ok: true, value: { tasks: plan.tasks } });
    }),
    { numRuns: 30 },
  );
});

test('a plan without tasks has none', async () => {
  await writePlanFiles(path, planOf([]));
  expect(await readPlanTasks(path, [])).toMatchObject({ ok: true, value: { tasks: [] } });
});

test('a plan that is cut off is refused at every length, with and without its index', async () => {
  await writePlanFiles(path, PLAN);
  const text = await readFile(path);
  const index = await readFile(planIndexPath(path));
  // The last line feed says nothing.
  for (let length = text.length - 2; length > 0; length -= 97) {
    await writeFile(path, text.subarray(0, length));
    await writeFile(planIndexPath(path), index);
    const sought = await readPlanTasks(path, WANTED);
    expect(sought).toMatchObject({ ok: false });
    await withoutIndex();
    expect(await readPlanTasks(path, WANTED)).toMatchObject({ ok: false });
  }
  await truncate(path, 0);
  expect(await readPlanTasks(path, WANTED)).toEqual({ ok: false, error: { reason: 'plan-layout', line: 1 } });
});

test('says how much of a plan is missing if its index knows', async () => {
  await writePlanFiles(path, PLAN);
  const { length } = await readFile(path);
  await truncate(path, length - 10);
  expect(await readPlanTasks(path, WANTED)).toEqual({
    ok: false,
    error: { reason: 'plan-cut-off', bytes: length - 10, expected: length },
  });
});

test.each<[string, () => Promise<void>]>([
  ['of another plan', () => writePlanFiles(path, planOf([taskOf(1)]))],
  ['that is cut off', async () => truncate(planIndexPath(path), (await readFile(planIndexPath(path))).length - 1)],
  ['that has more', () => appendFile(planIndexPath(path), 'x')],
  ['that is something else', () => writeFile(planIndexPath(path), 'no index\n')],
  ['that is empty', () => writeFile(planIndexPath(path), '')],
])('an index %s is refused', async (_what, damage) => {
  await writePlanFiles(path, PLAN);
  const text = await readFile(path);
  await damage();
  await writeFile(path, text);
  expect(await readPlanTasks(path, WANTED)).toEqual({
    ok: false,
    error: { reason: 'plan-index-mismatch', index: planIndexPath(path) },
  });
});

test.each<[string, (text: string) => string, object]>([
  ['another layout', (text) => JSON.stringify(JSON.parse(text), null, 2), { reason: 'plan-layout', line: 1 }],
  ['text that is no plan', () => 'hello\n', { reason: 'plan-layout', line: 1 }],
  [
    'a later version',
    (text) => text.replace('{"schemaVersion":1', '{"schemaVersion":2'),
    { reason: 'plan-schema-version', found: '2' },
  ],
  [
    'a task that is wrong',
    (text) => text.replace(`"id":"${idOf(7)}","job"`, `"id":"${idOf(7)}","jab"`),
    { reason: 'plan-task-malformed', id: idOf(7) },
  ],
])('a file with %s is refused', async (_what, change, error) => {
  await writePlanFiles(path, PLAN);
  await withoutIndex();
  await writeFile(path, change(await readFile(path, 'utf8')));
  expect(await readPlanTasks(path, WANTED)).toMatchObject({ ok: false, error });
});

test('a file that cannot be read is reported with its code', async () => {
  const code = (at: string) => ({ ok: false, error: { reason: 'plan-unreadable', path: at, code: expect.anything() } });
  expect(await readPlanTasks(path, WANTED)).toMatchObject(code(path));
  expect(await readPlanTasks(folder, WANTED)).toMatchObject(code(folder));
});
