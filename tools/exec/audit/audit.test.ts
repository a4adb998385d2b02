import { expect, test } from '@jest/globals';
import { memoryCatalog, type Catalog } from '../../catalog/index.js';
import type { Manifest, Task } from '../../base/model/index.js';
import { record } from '../../plan/plan/testing/index.js';
import { fakeTask } from '../../dev/testing/index.js';
import { auditCatalog, findCandidates, inReadingOrder, judgeRerun, type Candidate, type Current } from './audit.js';
import type { TaskFailure } from '../index.js';
import type { AuditTarget } from './sample.js';

const NO_ENV = { dataDirs: ['/data'], env: {} };

/** Records tasks with the same metadata. @returns the catalog, and all of the tasks as targets */
async function recorded(
  tasks: readonly Task[],
  metadata: Manifest['metadata'],
): Promise<{ catalog: Catalog; targets: AuditTarget[] }> {
  const scratch = memoryCatalog();
  const manifests = await record(tasks, scratch);
  const catalog = memoryCatalog();
  await catalog.record(manifests.map((manifest) => ({ ...manifest, metadata })));
  const targets = tasks.map((task, index) => ({
    task,
    partitions: task.config.outputs.map((ref) => ({ ref, manifest: manifests[index]?.id ?? '' })),
  }));
  return { catalog, targets };
}

const a = fakeTask({ outputs: ['a/1'] });
const b = fakeTask({ outputs: ['b/1'], inputs: ['a/1'] });

test('a task that reported metadata can be audited', async () => {
  const { catalog, targets } = await recorded([a, b], { rows: 1 });
  const { candidates, others } = await findCandidates(targets, { catalog, ...NO_ENV });
  expect(candidates).toEqual(targets.map((target) => ({ target, reported: { rows: 1 } })));
  expect(others).toEqual([]);
});

test('a task cannot be audited if it reported nothing, was made with other outputs, or lacks an input', async () => {
  const why = async (task: Task, made: Task, metadata: Manifest['metadata']): Promise<unknown> => {
    const { catalog, targets } = await recorded([a, made], metadata);
    if (task === b) await catalog.forget(a.config.outputs);
    const target = { task, partitions: targets[1]?.partitions ?? [] };
    return (await findCandidates([target], { catalog, ...NO_ENV })).others;
  };
  expect(await why(a, a, {})).toMatchObject([{ outcome: 'not-auditable', why: 'nothing-reported' }]);
  expect(await why(b, b, { rows: 1 })).toMatchObject([{ why: 'input-missing', ref: 'a/1' }]);
  const both = fakeTask({ outputs: ['x/1', 'x/2'] });
  expect(await why(both, fakeTask({ outputs: ['x/1'] }), { rows: 1 })).toMatchObject([{ why: 'made-otherwise' }]);
});

test.each([
  [{ args: ['--out', '/data/a'] }, {}, 'args[1]'],
  [{ args: ['--out=/data'] }, {}, 'args[0]'],
  [{ env: { OUT: '/data/' } }, {}, 'env.OUT'],
  [{ executable: '/data/run' }, {}, 'executable'],
  [{}, { HOME: '/data' }, 'env.HOME'],
  [{ args: ['/real/data'] }, {}, 'args[0]'],
  [{ args: ['/database', '/data-2', '/data.old', 'data'] }, { HOME: '/home' }, undefined],
])(
  'a task cannot be audited if it names the data directory, because it would write there: %j %j',
  async (config, env, where) => {
    const { catalog, targets } = await recorded([fakeTask({ outputs: ['a/1'], config })], { rows: 1 });
    const { others } = await findCandidates(targets, { catalog, env, dataDirs: ['/data', '/real/data'] });
    expect(others.map((other) => ('where' in other ? other.where : ''))).toEqual(where === undefined ? [] : [where]);
  },
);

test('an audit reads the partitions of the time it began, and records nothing in the catalog', async () => {
  const { catalog, targets } = await recorded([a, b], { rows: 1 });
  const { current } = await findCandidates(targets, { catalog, ...NO_ENV });
  const own = auditCatalog(current);
  await catalog.forget(a.config.outputs);
  await record([b], own);
  expect([...(await own.current(a.config.outputs)).keys()]).toEqual(['a/1']);
  expect(await own.current(b.config.outputs)).toEqual(await catalog.current(b.config.outputs));
});

test('a task that reads another one runs before it, so that it reads the existing data', () => {
  const c = fakeTask({ outputs: ['c/1'], inputs: ['a/1', '?b/1'] });
  const other = fakeTask({ outputs: ['o/1'] });
  const candidates = [a, other, b, c].map((task) => ({ target: { task, partitions: [] }, reported: {} }));
  const current = new Map([['a/1', { id: 'm1' }]]) as unknown as Current;
  const groups = inReadingOrder(candidates, current);
  expect(groups.map((group) => group.map(({ job }) => job))).toEqual([
    ['//test:o', '//test:c'],
    ['//test:b'],
    ['//test:a'],
  ]);
  expect(groups.flat().map(({ replaces }) => replaces)).toEqual([[], [], [], ['m1']]);
  for (const task of groups.flat()) expect(task).toMatchObject({ dependsOn: [], reason: { kind: 'forced' } });
});

test('a rerun is judged as the same, different or failed; a task that did not finish is left out', () => {
  const tasks = ['s', 'd', 'f', 'n'].map((name) => fakeTask({ outputs: [`${name}/1`] }));
  const candidates = tasks.map((task): Candidate => ({
    target: { task, partitions: [] },
    reported: { file: '/data/x' },
  }));
  const [same, differs, fails] = tasks.map(({ id }) => id) as [string, string, string];
  const failure = { reason: 'task-failed' } as TaskFailure;
  const reported = new Map([
    [same, { file: '/scratch/x' }],
    [differs, { file: '/scratch/y' }],
  ]);
  const dirs = { dataDir: '/data', scratchDir: '/scratch' };
  expect(judgeRerun(candidates, { reported, failed: new Map([[fails, failure]]) }, dirs)).toMatchObject([
    { outcome: 'same' },
    { outcome: 'differs', changes: [{ path: ['file'], old: '/data/x', new: '/data/y' }] },
    { outcome: 'failed', failure },
  ]);
});
