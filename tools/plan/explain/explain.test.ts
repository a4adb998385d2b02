import { describe, expect, test } from '@jest/globals';
import { memoryCatalog, type Catalog } from '../../catalog/index.js';
import { contentKey, versionKey, type JobGraph, type PartitionRef, type Task } from '../../base/model/index.js';
import { record } from '../plan/testing/index.js';
import { fakeJobGraph, fakeTask, refs } from '../../dev/testing/index.js';
import { explain, type ExplainDeps } from './explain.js';
import { explanationSchema, type Comparison, type Explanation, type PartitionExplanation } from './schema.js';

const c = fakeTask({ outputs: ['c/1'], jobVersion: '1.0.0' });
const b = fakeTask({ outputs: ['b/1'], inputs: ['c/1'], config: { args: ['--all'], env: { TZ: 'UTC' } } });
const a = fakeTask({ outputs: ['a/1'], inputs: ['b/1'] });
const chain: readonly Task[] = [c, b, a];

/** A task with other keys. The test sets its other fields. */
const moved = (task: Task, changes: Partial<Task> = {}): Task => ({
  ...task,
  versionKey: `new ${task.versionKey}`,
  contentKey: `new ${task.contentKey}`,
  ...changes,
});
const movedContent = (task: Task, changes: Partial<Task> = {}): Task => ({
  ...moved(task, changes),
  versionKey: task.versionKey,
});

/** Tasks with real keys. They must be given with dependencies first. */
function keyed(tasks: readonly Task[]): Task[] {
  const made = new Map<PartitionRef, Task>();
  return tasks.map((task) => {
    const inputs = task.config.inputs.flatMap(({ ref }) => made.get(ref) ?? []);
    const keys = {
      versionKey: versionKey(
        task.job,
        task.jobVersion,
        task.config.outputs,
        inputs.map((input) => input.versionKey),
      ),
      contentKey: contentKey(
        task.job,
        'd'.repeat(64),
        task.config,
        inputs.map((input) => input.contentKey),
      ),
    };
    for (const ref of task.config.outputs) made.set(ref, { ...task, ...keys });
    return { ...task, ...keys };
  });
}

const graphOf = (tasks: readonly Task[]): JobGraph => fakeJobGraph(tasks, { outputs: [] });

async function explained(
  asked: readonly PartitionRef[],
  tasks: readonly Task[],
  catalog: Catalog,
  deps: Partial<ExplainDeps> = {},
): Promise<Explanation> {
  const explanation = await explain(asked, graphOf(tasks), { catalog, jobs: [], ...deps });
  expect(explanationSchema().parse(JSON.parse(JSON.stringify(explanation)))).toEqual(explanation);
  return explanation;
}

async function recorded(tasks: readonly Task[]): Promise<Catalog> {
  const catalog = memoryCatalog();
  await record(tasks, catalog);
  return catalog;
}

const only = ({ partitions }: Explanation): PartitionExplanation => {
  expect(partitions).toHaveLength(1);
  return partitions[0] as PartitionExplanation;
};
const comparedOutputs = ({ comparisons }: Explanation): string[] => comparisons.map(({ outputs }) => outputs.join('+'));
/** The first outputs of the comparisons that the inputs of one comparison refer to. */
const upstreamOf = ({ comparisons }: Explanation, { inputs }: Comparison): (string | undefined)[] =>
  inputs.map(({ comparison }) => comparisons.find(({ id }) => id === comparison)?.outputs[0]);

test('names the manifest and the validity that prove a valid partition', async () => {
  const explanation = await explained(refs('a/1'), chain, await recorded(chain));
  expect(explanation.partitions).toEqual([
    {
      ref: 'a/1',
      task: a.id,
      job: '//test:a',
      validity: 'version',
      verdict: 'valid',
      made: {
        manifest: expect.any(String),
        endTime: '1970-01-01T00:00:00.000Z',
        job: '//test:a',
        jobVersion: '0.0.0',
        buildId: 'b',
        origin: 'built',
      },
      masked: null,
      queries: [],
    },
  ]);
  expect(explanation.comparisons).toEqual([]);
});

test('distinguishes a partition that was never built from a forgotten one, with time and manifest', async () => {
  const never = await explained(refs('a/1'), chain, memoryCatalog());
  expect(never).toMatchObject({
    partitions: [{ verdict: 'missing', task: a.id }],
    missing: [{ task: a.id, outputs: [{ ref: 'a/1', forgotten: null, manifest: null }] }],
  });

  const catalog = memoryCatalog({ now: () => Date.parse('2026-03-01T06:30:00.000Z') });
  const [, , manifest] = await record(chain, catalog);
  await catalog.forget(refs('a/1'));
  const { missing } = await explained(refs('a/1'), chain, catalog);
  expect(missing[0]).toMatchObject({
    outputs: [{ ref: 'a/1', forgotten: '2026-03-01T06:30:00.000Z', manifest: manifest?.id }],
  });
});

test('reports an existing partition as missing if another output of its task is missing', async () => {
  const both = fakeTask({ outputs: ['x/1', 'x/2'] });
  const catalog = await recorded([both]);
  await catalog.forget(refs('x/2'));
  expect(await explained(refs('x/1'), [both], catalog)).toMatchObject({
    partitions: [{ ref: 'x/1', verdict: 'missing' }],
    missing: [{ outputs: [{ ref: 'x/2' }] }],
  });
});

test('looks at the missing outputs of a task and lists them once, however many of them are asked about', async () => {
  const outputs = Array.from({ length: 50 }, (_, index) => `x/${String(index)}`);
  const catalog = memoryCatalog();
  const asked: PartitionRef[] = [];
  const counted: Catalog = {
    ...catalog,
    history: (wanted) => {
      asked.push(...wanted);
      return catalog.history(wanted);
    },
  };
  const { partitions, missing } = await explained(refs(...outputs), [fakeTask({ outputs })], counted);
  expect(asked).toEqual(outputs);
  expect(partitions.map(({ verdict }) => verdict)).toEqual(outputs.map(() => 'missing'));
  expect(missing.map((each) => each.outputs.map(({ ref }) => ref))).toEqual([outputs]);
});

test('reports a valid partition as stale if another output of its task is stale', async () => {
  const both = fakeTask({ outputs: ['x/1', 'x/2'] });
  const catalog = memoryCatalog();
  const [old] = await record([{ ...both, versionKey: 'old' }], catalog);
  await record([{ ...both, config: { ...both.config, outputs: refs('x/1') } }], catalog);
  const explanation = await explained(refs('x/1'), [both], catalog);
  expect(only(explanation).verdict).toBe('stale');
  expect(explanation.comparisons).toMatchObject([{ made: { manifest: old?.id } }]);
});

test('lists every changed field of the task with old and new value', async () => {
  const catalog = await recorded(chain);
  const config = { ...b.config, args: ['--some'], env: { TZ: 'CET' }, executable: 'other' };
  const explanation = await explained(refs('b/1'), [c, movedContent(b, { config }), a], catalog, {
    validity: 'content',
  });
  expect(only(explanation)).toMatchObject({
    verdict: 'stale',
    validity: 'content',
    reason: { kind: 'content-changed', fields: ['args', 'env.TZ', 'executable'] },
    comparison: explanation.comparisons[0]?.id,
  });
  expect(explanation.comparisons).toMatchObject([
    {
      task: b.id,
      standing: 'stale',
      changes: [
        { field: 'executable', old: '_main/test/run', new: 'other' },
        { field: 'args', index: 0, old: ['--all'], new: ['--some'] },
        { field: 'env', name: 'TZ', old: 'UTC', new: 'CET' },
      ],
      inputs: [],
    },
  ]);
});

test('reports a change of the code of the job', async () => {
  const catalog = memoryCatalog();
  await record(chain, catalog, () => 'a'.repeat(64));
  const explanation = await explained(refs('c/1'), [movedContent(c), b, a], catalog, { validity: 'content' });
  expect(only(explanation)).toMatchObject({ reason: { kind: 'content-changed', fields: ['code'] } });
  expect(explanation.comparisons[0]?.code).toEqual({ old: 'a'.repeat(64), new: 'd'.repeat(64) });
});

test('follows a changed input upstream to the task whose own fields changed', async () => {
  const catalog = await recorded(chain);
  const explanation = await explained(refs('a/1'), [moved(c, { jobVersion: '2.0.0' }), moved(b), moved(a)], catalog);
  expect(only(explanation)).toMatchObject({ reason: { kind: 'input-changed', refs: ['b/1'] } });
  expect(comparedOutputs(explanation)).toEqual(['a/1', 'b/1', 'c/1']);
  expect(explanation.comparisons.map((each) => upstreamOf(explanation, each))).toEqual([['b/1'], ['c/1'], []]);
  expect(explanation.comparisons.map(({ changes }) => changes)).toEqual([
    [],
    [],
    [{ field: 'jobVersion', old: '1.0.0', new: '2.0.0' }],
  ]);
});

test('compares an input with the manifest that was read, not with the current one', async () => {
  const catalog = await recorded(chain);
  const now = moved(c, { jobVersion: '2.0.0' });
  await record([now], catalog);
  const explanation = await explained(refs('b/1'), [now, moved(b), moved(a)], catalog);
  expect(explanation.comparisons).toMatchObject([
    { outputs: ['b/1'], standing: 'stale' },
    { outputs: ['c/1'], standing: 'valid', changes: [{ field: 'jobVersion', old: '1.0.0', new: '2.0.0' }] },
  ]);
});

test('follows an input whose content key alone changed only for the validity content', async () => {
  const catalog = await recorded(chain);
  const tasks = [movedContent(c), moved(b, { jobVersion: '1.0.0' }), moved(a)];
  expect(comparedOutputs(await explained(refs('a/1'), tasks, catalog))).toEqual(['a/1', 'b/1']);
  const byContent = await explained(refs('a/1'), tasks, catalog, { validity: 'content' });
  expect(comparedOutputs(byContent)).toEqual(['a/1', 'b/1', 'c/1']);
});

describe('a masked change', () => {
  const was = keyed(chain);
  const changed = { ...c, config: { ...c.config, args: ['new'] } };
  const now = keyed([changed, b, a]);

  test('is followed upstream', async () => {
    const explanation = await explained(refs('a/1'), now, await recorded(was));
    expect(only(explanation)).toMatchObject({ verdict: 'valid', masked: explanation.comparisons[0]?.id });
    expect(comparedOutputs(explanation)).toEqual(['a/1', 'b/1', 'c/1']);
    expect(explanation.comparisons.map(({ inputs }) => inputs.map(({ weight }) => weight))).toEqual([
      ['nothing'],
      ['nothing'],
      [],
    ]);
  });

  test('is not followed if the partition is stale for another reason', async () => {
    const stale = { ...a, config: { ...a.config, args: ['--fast'] } };
    const jobs = [{ label: '//test:a', validity: 'content' as const }];
    const explanation = await explained(refs('a/1'), keyed([changed, b, stale]), await recorded(was), { jobs });
    expect(only(explanation)).toMatchObject({ verdict: 'stale', reason: { fields: ['args'] } });
    expect(comparedOutputs(explanation)).toEqual(['a/1']);
    expect(explanation.comparisons).toMatchObject([{ inputs: [{ ref: 'b/1', weight: 'nothing', comparison: null }] }]);
  });
});

test('shows changes that the validity presence masks', async () => {
  const catalog = await recorded(chain);
  const tasks = [moved(c, { jobVersion: '2.0.0' }), moved(b), moved(a)];
  const explanation = await explained(refs('c/1'), tasks, catalog, { validity: 'presence' });
  expect(only(explanation)).toMatchObject({ verdict: 'valid', validity: 'presence' });
  expect(explanation.comparisons).toMatchObject([{ outputs: ['c/1'], standing: 'valid' }]);
});

test('uses the validity of the request, otherwise that of the job', async () => {
  const catalog = await recorded(chain);
  const jobs = [{ label: '//test:c', validity: 'content' as const }];
  const tasks = [movedContent(c), b, a];
  expect(only(await explained(refs('c/1'), tasks, catalog, { jobs }))).toMatchObject({ verdict: 'stale' });
  expect(only(await explained(refs('c/1'), tasks, catalog, { jobs, validity: 'version' }))).toMatchObject({
    verdict: 'valid',
  });
});

test('lists changed query inputs without changing the verdict', async () => {
  const reader = fakeTask({ outputs: ['r/1'], inputs: ['?q/1', '?q/2', '?q/3'] });
  const q = (number: number): Task => fakeTask({ outputs: [`q/${String(number)}`] });
  const catalog = await recorded([q(1), q(2), reader]);
  const [q1, q3] = await record([q(1), q(3)], catalog);
  const partition = only(await explained(refs('r/1'), [reader], catalog));
  expect(partition).toMatchObject({
    verdict: 'valid',
    queries: [
      { ref: 'q/1', old: expect.any(String), new: q1?.id },
      { ref: 'q/3', old: null, new: q3?.id },
    ],
  });
});

test('shows changed keys even if no recorded field changed', async () => {
  const catalog = await recorded([c]);
  const explanation = await explained(refs('c/1'), [moved(c)], catalog);
  expect(explanation.comparisons).toMatchObject([
    { changes: [], inputs: [], versionKey: { old: c.versionKey, new: `new ${c.versionKey}` } },
  ]);
});

test('gives no comparison for an input whose manifest is gone', async () => {
  const catalog = await recorded([b]);
  const explanation = await explained(refs('b/1'), [moved(c), moved(b)], catalog);
  expect(explanation.comparisons).toMatchObject([{ inputs: [{ ref: 'c/1', manifest: null, comparison: null }] }]);
});

test('throws for a ref that no task makes', async () => {
  await expect(explain(refs('z/9'), graphOf(chain), { catalog: memoryCatalog(), jobs: [] })).rejects.toThrow('z/9');
});
