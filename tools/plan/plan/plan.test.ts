import { describe, expect, test } from '@jest/globals';
import { memoryCatalog } from '../../catalog/index.js';
import {
  contentKey,
  versionKey,
  type JobGraph,
  type PartitionRef,
  type Plan,
  type Task,
} from '../../base/model/index.js';
import { fakeJobGraph, fakeTask, refs } from '../../dev/testing/index.js';
import { planId } from './id.js';
import { plan, type PlanDeps } from './plan.js';
import type { PlanRequest } from './request.js';
import { record } from './testing/index.js';

const graphOf = (tasks: readonly Task[], ...outputs: string[]): JobGraph =>
  fakeJobGraph(tasks, { outputs: refs(...outputs) });

/** Makes a plan with a catalog that has recorded some tasks. */
async function planWith(graph: JobGraph, recorded: readonly Task[], request: PlanRequest = {}): Promise<Plan> {
  const catalog = memoryCatalog();
  await record(recorded, catalog);
  const made = await plan(graph, request, { catalog, jobs: [] });
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value;
}

const runs = (made: Plan): string[] => made.tasks.map(({ config }) => config.outputs.join('+'));
const pruned = (made: Plan): string[] => made.pruned.map(({ ref }) => ref);

const c = fakeTask({ outputs: ['c/1'] });
const b = fakeTask({ outputs: ['b/1'], inputs: ['c/1'] });
const a = fakeTask({ outputs: ['a/1'], inputs: ['b/1'] });
const chain = graphOf([c, b, a], 'a/1');

test('runs everything, in the order of the graph, if the catalog is empty', async () => {
  const made = await planWith(chain, []);
  expect(made).toEqual({
    ...chain,
    id: planId(made),
    tasks: chain.tasks.map((each) => ({
      ...each,
      reason: { kind: 'missing', refs: each.config.outputs },
      estimate: 'unknown',
    })),
    pruned: [],
    catalog: { snapshot: expect.any(String) },
    estimate: { totalMs: 0, criticalPathMs: 0, unknownTasks: 3, samples: 0 },
  });
});

test('prunes valid partitions and everything upstream of them, and names the manifests that prove them', async () => {
  const made = await planWith(chain, [b]);
  expect(runs(made)).toEqual(['a/1']);
  expect(made.pruned).toEqual([{ ref: 'b/1', manifest: expect.any(String), note: 'valid' }]);
});

test('removes dependencies on pruned tasks', async () => {
  expect((await planWith(chain, [b])).tasks[0]?.dependsOn).toEqual([]);
  expect((await planWith(chain, [c])).tasks.map(({ dependsOn }) => dependsOn)).toEqual([[], [b.id]]);
});

test('runs nothing if everything is valid, and lists only the requested refs as pruned', async () => {
  const made = await planWith(chain, [a, b, c]);
  expect(runs(made)).toEqual([]);
  expect(pruned(made)).toEqual(['a/1']);
});

test('runs a task if one of its outputs is missing, and names that output', async () => {
  const all = fakeTask({ outputs: ['x/1', 'x/2', 'x/3'] });
  const some = [fakeTask({ outputs: ['x/1'] }), fakeTask({ outputs: ['x/3'] })];
  const made = await planWith(graphOf([all], 'x/1'), some);
  expect(made.tasks[0]?.reason).toEqual({ kind: 'missing', refs: ['x/2'] });
  expect(made.tasks[0]?.replaces).toHaveLength(2);
  expect(made.pruned).toEqual([]);
});

test('lists only the needed outputs of a pruned task, in the order of its config', async () => {
  const x = fakeTask({ outputs: ['x/1', 'x/2', 'x/3'] });
  const made = await planWith(graphOf([x, fakeTask({ outputs: ['w/1'], inputs: ['x/1'] })], 'w/1', 'x/3'), [x]);
  expect(runs(made)).toEqual(['w/1']);
  expect(pruned(made)).toEqual(['x/1', 'x/3']);
});

test('does not build a query input, but orders it first if both run', async () => {
  const q = fakeTask({ outputs: ['q/1'] });
  const reader = { ...fakeTask({ outputs: ['r/1'], inputs: ['?q/1'] }), dependsOn: [q.id] };
  expect(runs(await planWith(graphOf([q, reader], 'r/1'), []))).toEqual(['r/1']);
  const made = await planWith(graphOf([q, reader], 'r/1', 'q/1'), []);
  expect(runs(made)).toEqual(['q/1', 'r/1']);
  expect(made.tasks[1]?.dependsOn).toEqual([q.id]);
});

describe('asks for the current manifests', () => {
  const askedFor = async (
    recorded: readonly Task[],
    request: PlanRequest,
    jobs: PlanDeps['jobs'] = [],
  ): Promise<(readonly PartitionRef[])[]> => {
    const catalog = memoryCatalog();
    await record(recorded, catalog);
    const asked: (readonly PartitionRef[])[] = [];
    const current: typeof catalog.current = (wanted) => {
      asked.push(wanted);
      return catalog.current(wanted);
    };
    await plan(chain, request, { catalog: { ...catalog, current }, jobs });
    return asked;
  };

  test.each(['presence', 'version', 'content'] as const)(
    'of the requested tasks only, if these are valid by %s',
    async (validity) => {
      expect(await askedFor([a], { validity })).toEqual([['a/1']]);
    },
  );

  test('of all others in a second query, if a requested task has to run', async () => {
    expect(await askedFor([b], {})).toEqual([['a/1'], ['c/1', 'b/1']]);
  });

  test('of all tasks in one query, if tasks are forced or jobs have different validities', async () => {
    expect(await askedFor([a], { force: refs('a/1') })).toEqual([['c/1', 'b/1', 'a/1']]);
    expect(await askedFor([a], {}, [{ label: b.job, validity: 'presence' }])).toEqual([['c/1', 'b/1', 'a/1']]);
  });
});

test('names the manifest that a stale task replaces', async () => {
  const made = await planWith(chain, [{ ...a, versionKey: 'old' }, b]);
  const [task] = made.tasks;
  expect(runs(made)).toEqual(['a/1']);
  expect(task?.replaces).toHaveLength(1);
});

test('estimates tasks from recent runs of their job', async () => {
  const made = await planWith(chain, [a, b], { force: refs('b/1') });
  expect(made.tasks.map(({ estimate }) => estimate)).toEqual(['unknown', { ms: 0, samples: 1 }]);
  expect(made.estimate).toEqual({ totalMs: 0, criticalPathMs: 0, unknownTasks: 1, samples: 1 });
});

test('runs a forced task even if it is valid, but no other task', async () => {
  const made = await planWith(chain, [a, b, c], { force: refs('b/1') });
  expect(made.tasks.map(({ job, reason }) => [job, reason.kind])).toEqual([['//test:b', 'forced']]);
  expect(pruned(made)).toEqual(['c/1', 'a/1']);
});

test('runs everything downstream of a ref that is forced with its downstream', async () => {
  const made = await planWith(chain, [a, b, c], { forceDownstream: refs('b/1') });
  expect(made.tasks.map(({ job, reason }) => [job, reason.kind])).toEqual([
    ['//test:b', 'forced'],
    ['//test:a', 'forced'],
  ]);
});

test('reports all forced refs that nothing needs', async () => {
  const request = { force: refs('x/1', 'a/1'), forceDownstream: refs('y/1') };
  expect(await plan(chain, request, { catalog: memoryCatalog(), jobs: [] })).toEqual({
    ok: false,
    error: [
      { reason: 'forced-ref-not-needed', ref: 'x/1', option: 'force' },
      { reason: 'forced-ref-not-needed', ref: 'y/1', option: 'force-downstream' },
    ],
  });
});

test('uses the validity of the request, otherwise of the job, otherwise version', async () => {
  const catalog = memoryCatalog();
  await record([{ ...a, versionKey: 'old' }, { ...b, contentKey: 'old' }, c], catalog);
  const tasks = async (request: PlanRequest, validity?: 'presence' | 'version' | 'content'): Promise<string[]> => {
    const jobs = validity === undefined ? [] : ['a', 'b', 'c'].map((name) => ({ label: `//test:${name}`, validity }));
    const made = await plan(graphOf([c, b, a], 'a/1', 'b/1'), request, { catalog, jobs });
    return made.ok ? runs(made.value) : [];
  };
  expect(await tasks({})).toEqual(['a/1']);
  expect(await tasks({}, 'presence')).toEqual([]);
  expect(await tasks({}, 'content')).toEqual(['b/1', 'a/1']);
  expect(await tasks({ validity: 'content' }, 'presence')).toEqual(['b/1', 'a/1']);
  expect(await tasks({ validity: 'presence' }, 'content')).toEqual([]);
});

test('notes a masked change', async () => {
  const notes = async (was: Task, is: Task): Promise<(string | undefined)[]> =>
    (await planWith(graphOf([is], 'a/1'), [was])).pruned.map(({ note }) => note);
  const task = fakeTask({ outputs: ['a/1'], jobVersion: '1.2.0' });
  expect(await notes(task, task)).toEqual(['valid']);
  expect(await notes(task, { ...task, jobVersion: '1.3.0' })).toEqual(['masked-minor-change']);
  expect(await notes(task, { ...task, contentKey: 'other' })).toEqual(['masked-minor-change']);
});

test('notes a new major that the validity presence masks', async () => {
  const catalog = memoryCatalog();
  await record([{ ...a, versionKey: 'old' }], catalog);
  const made = await plan(chain, { validity: 'presence' }, { catalog, jobs: [] });
  expect(made.ok && made.value.pruned.map(({ note }) => note)).toEqual(['masked-major-change']);
});

describe('a task downstream of a masked change', () => {
  const keyed = (task: Task, ...made: Task[]): Task => ({
    ...task,
    versionKey: versionKey(
      task.job,
      task.jobVersion,
      task.config.outputs,
      made.map((each) => each.versionKey),
    ),
    contentKey: contentKey(
      task.job,
      'd'.repeat(64),
      task.config,
      made.map((each) => each.contentKey),
    ),
  });
  const oldC = { ...c, versionKey: 'old version', contentKey: 'old content' };
  const minorC = { ...c, versionKey: 'old version', contentKey: 'new content' };
  const planned = async (is: Task, recorded: readonly Task[], request: PlanRequest = {}): Promise<Plan> =>
    planWith(graphOf([is, keyed(b, is)], 'b/1'), recorded, request);

  test('has keys computed from the manifests that it really reads', async () => {
    const [task] = (await planned(minorC, [oldC])).tasks;
    expect(task).toMatchObject(keyed(b, oldC));
    expect(keyed(b, oldC).contentKey).not.toBe(keyed(b, minorC).contentKey);
  });

  test('becomes stale by content when the change is no longer masked', async () => {
    const recorded = [oldC, keyed(b, oldC)];
    expect((await planned(minorC, recorded)).tasks).toEqual([]);
    const made = await planned(minorC, recorded, { validity: 'content' });
    expect(made.tasks.map(({ job }) => job)).toEqual(['//test:c', '//test:b']);
    expect(made.tasks[1]?.contentKey).toBe(keyed(b, minorC).contentKey);
  });

  test('stays valid while the upstream job masks the change, whatever its own validity', async () => {
    const catalog = memoryCatalog();
    await record([oldC, keyed(b, oldC)], catalog);
    const newC = { ...c, versionKey: 'new version', contentKey: 'new content' };
    const jobs = [
      { label: '//test:c', validity: 'presence' as const },
      { label: '//test:b', validity: 'content' as const },
    ];
    const made = await plan(graphOf([newC, keyed(b, newC)], 'b/1'), {}, { catalog, jobs });
    expect(made.ok && [runs(made.value), made.value.pruned.map(({ note }) => note)]).toEqual([
      [],
      ['masked-major-change'],
    ]);
  });
});
