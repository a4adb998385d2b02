import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plan, PlannedTask } from '../../base/model/index.js';
import { writePlanFiles } from '../../plan/plan/index.js';
import { fakePlan } from '../../dev/testing/index.js';
import { runFiles, type RunFiles } from '../builds/index.js';
import { comparePlanFiles } from './plan_changes.js';
import { readPage, writePages } from './plan_pages.js';
import { previewPlan, type Preview } from './preview.js';

let dir: string;
let files: RunFiles;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'preview-'));
  files = { ...runFiles(dir, 'r'), plan: join(dir, 'plan.json'), pages: join(dir, 'plan.json.pages') };
});

afterEach(() => rm(dir, { recursive: true }));

async function preview(plan: Plan, made: string[] = []): Promise<Preview> {
  await writePlanFiles(files.plan, plan);
  const read = await previewPlan(files.plan, (outputs) => made.push(...outputs));
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  await writePages(files.pages, read.value.pages);
  return read.value;
}

const changed = (plan: Plan, change: (task: PlannedTask, number: number) => Partial<PlannedTask>): Plan => ({
  ...plan,
  tasks: plan.tasks.map((task, number) => ({ ...task, ...change(task, number) })),
});

test('a preview counts tasks by job and reason, and those that may not run', async () => {
  const plan = changed(
    fakePlan([
      { outputs: ['a/1', 'a/2'] },
      { outputs: ['b/1'], inputs: ['a/1'] },
      { outputs: ['b/2'], inputs: ['a/2'] },
    ]),
    (_, number) =>
      number === 0
        ? {}
        : { reason: { kind: 'input-changed', refs: [] }, ...(number === 2 && { runsIf: 'inputs-differ' }) },
  );
  const made: string[] = [];
  const { summary, id, ids } = await preview(plan, made);
  expect(id).toBe(plan.id);
  expect(ids).toEqual(plan.tasks.map((task) => task.id));
  expect(made).toEqual(['a/1', 'a/2', 'b/1', 'b/2']);
  const first = plan.tasks[0]?.reason.kind ?? 'forced';
  expect(summary).toMatchObject({
    ...{ tasks: 3, certain: 2, ifInputsChange: 1, requested: plan.outputs.length, pruned: plan.pruned.length },
    reasons: { [first]: 1, 'input-changed': 2 },
    jobs: [
      { job: plan.tasks[0]?.job, tasks: 1, partitions: 2, ifInputsChange: 0 },
      { job: plan.tasks[1]?.job, tasks: 2, partitions: 2, ifInputsChange: 1 },
    ],
  });
});

test('a page has the tasks from its place on, also of a large plan with unusual refs', async () => {
  const plan = fakePlan(Array.from({ length: 25_000 }, (_, number) => ({ outputs: [`a/\u2028${String(number)}`] })));
  await preview(plan);
  for (const [from, limit] of [
    [0, 3],
    [99, 2],
    [12_345, 1_000],
    [24_999, 10],
    [25_000, 10],
  ] as const) {
    const page = await readPage(files, from, limit);
    const expected = plan.tasks.slice(from, from + limit).map((task, at) => ({ number: from + at, id: task.id }));
    expect(page.ok && page.value.map(({ number, id }) => ({ number, id }))).toEqual(expected);
  }
});

test('plans that run the same tasks with the same keys have the same digest, whatever else they say', async () => {
  const plan = fakePlan([{ outputs: ['a/1'] }]);
  const { digest } = await preview(plan);
  expect((await preview({ ...plan, catalog: { snapshot: 'later' } })).digest).toBe(digest);
  expect((await preview(changed(plan, () => ({ estimate: { ms: 5, samples: 1 } })))).digest).toBe(digest);
  expect((await preview(changed(plan, () => ({ contentKey: 'other' })))).digest).not.toBe(digest);
  expect((await preview(changed(plan, () => ({ jobVersion: '9.0.0' })))).digest).not.toBe(digest);
  expect((await preview(changed(plan, () => ({ reason: { kind: 'forced' } })))).digest).not.toBe(digest);
});

test('two plans are compared task by task', async () => {
  const before = join(dir, 'before.json');
  await writePlanFiles(before, fakePlan([{ outputs: ['a/1'] }, { outputs: ['a/2'] }, { outputs: ['a/3'] }]));
  await preview(
    changed(fakePlan([{ outputs: ['a/2'] }, { outputs: ['a/3'] }, { outputs: ['a/4'] }]), (_, number) =>
      number === 0 ? { contentKey: 'other' } : {},
    ),
  );
  expect(await comparePlanFiles(before, files.plan, ['why'])).toMatchObject({
    ...{ causes: ['why'], added: 1, removed: 1, changed: 1 },
    first: [
      { change: 'changed', output: 'a/2' },
      { change: 'added', output: 'a/4' },
      { change: 'removed', output: 'a/1' },
    ],
  });
});

test('a file that is cut off is no plan', async () => {
  await writeFile(files.plan, '{"schemaVersion":1,\n"tasks":[\n');
  expect(await previewPlan(files.plan, () => undefined)).toEqual({
    ok: false,
    error: { reason: 'plan-layout', path: files.plan },
  });
});
