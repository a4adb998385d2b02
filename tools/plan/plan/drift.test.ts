import { expect, test } from '@jest/globals';
import { memoryCatalog, type Catalog } from '../../catalog/index.js';
import type { Manifest, Plan, Task } from '../../base/model/index.js';
import { fakeJobGraph, fakeTask, refs } from '../../dev/testing/index.js';
import { standingOfPlan, tasksLeft, withCodeOfNow } from './drift.js';
import { plan } from './plan.js';
import type { PlanRequest } from './request.js';
import { record } from './testing/index.js';

const c = fakeTask({ outputs: ['c/1'] });
const b = fakeTask({ outputs: ['b/1'], inputs: ['c/1'] });
const a = fakeTask({ outputs: ['a/1'], inputs: ['b/1'] });
const graph = fakeJobGraph([c, b, a], { outputs: refs('a/1') });

async function planWith(catalog: Catalog, request: PlanRequest = {}): Promise<Plan> {
  const made = await plan(graph, request, { catalog, jobs: [] });
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value;
}

/** Records tasks as a run of the plan would. */
async function recordOf(made: Plan, tasks: readonly Task[], catalog: Catalog): Promise<Manifest[]> {
  const target = memoryCatalog();
  const manifests = (await record(tasks, target)).map((manifest) => ({ ...manifest, plan: made.id }));
  await catalog.record(manifests);
  return manifests;
}

test('reports no drift and no finished tasks if nothing changed', async () => {
  const catalog = memoryCatalog();
  const made = await planWith(catalog);
  expect(await standingOfPlan(made, graph, catalog)).toEqual({ drift: [], done: new Set() });
});

test('ignores changes of partitions that are not in the plan', async () => {
  const catalog = memoryCatalog();
  const made = await planWith(catalog);
  await record([fakeTask({ outputs: ['x/1'] })], catalog);
  expect(await standingOfPlan(made, graph, catalog)).toEqual({ drift: [], done: new Set() });
});

test('counts tasks that an interrupted run recorded as done, and leaves the others', async () => {
  const catalog = memoryCatalog();
  const made = await planWith(catalog);
  await recordOf(made, [c, b], catalog);
  const { drift, done } = await standingOfPlan(made, graph, catalog);
  expect(drift).toEqual([]);
  expect(tasksLeft(made, done).map(({ job, dependsOn }) => [job, dependsOn])).toEqual([['//test:a', []]]);
});

test('counts a task that another build recorded with the same keys as done, unless it is forced or refreshed', async () => {
  const catalog = memoryCatalog();
  await record([c, b, a], catalog);
  const forced = await planWith(catalog, { force: refs('b/1') });
  await record([b], catalog);
  expect((await standingOfPlan(forced, graph, catalog)).drift).toMatchObject([
    { reason: 'output-recorded', ref: 'b/1' },
  ]);
  await recordOf(forced, [b], catalog);
  expect(await standingOfPlan(forced, graph, catalog)).toEqual({ drift: [], done: new Set([b.id]) });

  const refreshing = await planWith(catalog, { refresh: refs('c/1') });
  expect(refreshing.tasks.map(({ reason }) => reason.kind)).toEqual([
    'refreshed',
    'input-refreshed',
    'input-refreshed',
  ]);
  await record([b], catalog);
  expect((await standingOfPlan(refreshing, graph, catalog)).drift).toMatchObject([
    { reason: 'output-recorded', ref: 'b/1' },
  ]);
  await recordOf(refreshing, [c, b], catalog);
  expect(await standingOfPlan(refreshing, graph, catalog)).toEqual({ drift: [], done: new Set([c.id, b.id]) });

  const empty = memoryCatalog();
  const made = await planWith(empty);
  await record([c], empty);
  expect(await standingOfPlan(made, graph, empty)).toEqual({ drift: [], done: new Set([c.id]) });
});

test('reports a partition that was recorded under other keys as drift', async () => {
  const catalog = memoryCatalog();
  const made = await planWith(catalog);
  const [manifest] = await record([{ ...c, versionKey: 'other' }], catalog);
  const { drift, done } = await standingOfPlan(made, graph, catalog);
  expect(drift).toEqual([{ reason: 'output-recorded', ref: 'c/1', manifest: manifest?.id, build: 'b' }]);
  expect(done.size).toBe(0);
});

test('reports a pruned partition that was forgotten or rebuilt as drift', async () => {
  const catalog = memoryCatalog();
  const [was] = await record([b], catalog);
  const made = await planWith(catalog);
  const [is] = await record([b], catalog);
  expect((await standingOfPlan(made, graph, catalog)).drift).toEqual([
    { reason: 'pruned-changed', ref: 'b/1', old: was?.id, new: is?.id },
  ]);
  await catalog.forget(refs('b/1'));
  expect((await standingOfPlan(made, graph, catalog)).drift).toEqual([
    { reason: 'pruned-changed', ref: 'b/1', old: was?.id, new: null },
  ]);
});

test('reports changes of jobs and of the lookup as drift', async () => {
  const catalog = memoryCatalog();
  const made = await planWith(catalog);
  const job = { version: '0.0.0', configure: 'c'.repeat(64), run: 'd'.repeat(64) };
  const moved = {
    graphDigest: 'other',
    jobs: { ...graph.jobs, '//test:a': { ...job, version: '1.0.0' }, '//test:b': { ...job, run: 'e'.repeat(64) } },
  };
  expect((await standingOfPlan(made, moved, catalog)).drift).toEqual([
    { reason: 'job-version-changed', job: '//test:a', old: '0.0.0', new: '1.0.0' },
    { reason: 'job-code-changed', job: '//test:b', executable: 'run' },
  ]);
  const others = Object.entries(graph.jobs).filter(([label]) => label !== '//test:a');
  const swapped = { graphDigest: 'other', jobs: { ...Object.fromEntries(others), '//test:x': job } };
  expect((await standingOfPlan(made, swapped, catalog)).drift).toEqual([
    { reason: 'job-removed', job: '//test:a' },
    { reason: 'job-added', job: '//test:x' },
  ]);
  expect((await standingOfPlan(made, { ...graph, graphDigest: 'other' }, catalog)).drift).toEqual([
    { reason: 'lookup-changed', graph: '//test:graph' },
  ]);
});

test('gives tasks that other code runs content keys that match no plan', async () => {
  const made = await planWith(memoryCatalog());
  const job = { version: '0.0.0', configure: 'c'.repeat(64), run: 'e'.repeat(64) };
  const tasks = withCodeOfNow(made.tasks, made, { ...graph, jobs: { ...graph.jobs, '//test:b': job } });
  expect(tasks.map((task, index) => task.contentKey === made.tasks[index]?.contentKey)).toEqual([true, false, true]);
});
