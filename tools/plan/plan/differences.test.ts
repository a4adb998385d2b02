import { expect, test } from '@jest/globals';
import { memoryCatalog } from '../../catalog/index.js';
import type { JobGraph, Manifest, Task } from '../../base/model/index.js';
import { fakeJobGraph, fakeTask, refs } from '../../dev/testing/index.js';
import { compareRecorded, differencesOf } from './differences.js';
import type { Differences } from './moves.js';
import { record } from './testing/index.js';

const OLD_CODE = 'd'.repeat(64);
const NEW_CODE = 'e'.repeat(64);

const c = fakeTask({ outputs: ['c/1'] });
const b = fakeTask({ outputs: ['b/1'], inputs: ['c/1'], config: { args: ['1'], env: { TZ: 'UTC' } } });

const makersOf = ({ tasks }: JobGraph): Map<Task['config']['outputs'][number], Task> =>
  new Map(tasks.flatMap((task) => task.config.outputs.map((ref) => [ref, task] as const)));

/** The differences between the last task as it was recorded and as it is now. */
async function differ(was: readonly Task[], is: readonly Task[], run = OLD_CODE): Promise<Differences | undefined> {
  const catalog = memoryCatalog();
  const manifest = (await record(was, catalog)).at(-1)!;
  const task = is.at(-1)!;
  const jobs = { [task.job]: { version: task.jobVersion, configure: '', run } };
  const by = { jobs, makers: makersOf(fakeJobGraph(is)) };
  return (await differencesOf([{ task, manifest: manifest.id }], by, catalog)).get(task)?.differences;
}

test('reports no differences for an unchanged task', async () => {
  expect(await differ([c, b], [c, b])).toEqual({ changes: [], inputs: [] });
});

test('reports version, config and code with old and new values, but not the keys', async () => {
  const config = { ...b.config, args: ['2'], env: { TZ: 'CET' } };
  const is = { ...b, config, jobVersion: '0.1.0', versionKey: 'other', contentKey: 'other' };
  expect(await differ([c, b], [c, is], NEW_CODE)).toEqual({
    changes: [
      { field: 'jobVersion', old: '0.0.0', new: '0.1.0' },
      { field: 'args', index: 0, old: ['1'], new: ['2'] },
      { field: 'env', name: 'TZ', old: 'UTC', new: 'CET' },
    ],
    code: { old: OLD_CODE, new: NEW_CODE },
    inputs: [],
  });
});

test('reports an input with the keys that changed', async () => {
  const versionKey = { old: c.versionKey, new: 'v2' };
  const contentKey = { old: c.contentKey, new: 'c2' };
  expect((await differ([c, b], [{ ...c, versionKey: 'v2' }, b]))?.inputs).toEqual([{ ref: 'c/1', versionKey }]);
  expect((await differ([c, b], [{ ...c, contentKey: 'c2' }, b]))?.inputs).toEqual([{ ref: 'c/1', contentKey }]);
  expect((await differ([c, b], [{ ...c, versionKey: 'v2', contentKey: 'c2' }, b]))?.inputs).toEqual([
    { ref: 'c/1', versionKey, contentKey },
  ]);
});

test('reports an input that did not exist when the task started as changed', async () => {
  expect((await differ([b], [c, b]))?.inputs).toEqual([
    {
      ref: 'c/1',
      versionKey: { old: null, new: c.versionKey },
      contentKey: { old: null, new: c.contentKey },
    },
  ]);
});

test('reports an added or removed input as a change of the config, not of the input', async () => {
  const without = { ...b, config: { ...b.config, inputs: [] } };
  const input = { depType: 'materialize', ref: 'c/1' };
  expect(await differ([c, without], [c, b])).toEqual({
    changes: [{ field: 'inputs', removed: [], added: [input] }],
    inputs: [],
  });
  expect(await differ([c, b], [c, without])).toEqual({
    changes: [{ field: 'inputs', removed: [input], added: [] }],
    inputs: [],
  });
});

test('never reports a query input, unless it is also a materialize input', async () => {
  const moved = { ...c, versionKey: 'v2' };
  const query = fakeTask({ outputs: ['b/1'], inputs: ['?c/1'] });
  expect((await differ([c, query], [moved, query]))?.inputs).toEqual([]);
  const both = fakeTask({ outputs: ['b/1'], inputs: ['c/1', '?c/1'] });
  expect((await differ([c, both], [moved, both]))?.inputs).toMatchObject([{ ref: 'c/1' }]);
});

test('reports code that was not recorded as unknown', async () => {
  const catalog = memoryCatalog();
  const [recorded] = await record([c], catalog);
  const adopted: Manifest = { ...recorded!, origin: 'adopted' };
  delete adopted.codeDigest;
  const jobs = { [c.job]: { version: '0.0.0', configure: '', run: OLD_CODE } };
  const { code } = compareRecorded(c, adopted, { jobs, makers: new Map(), inputs: new Map() });
  expect(code).toEqual({ old: null, new: OLD_CODE });
});

test('reports nothing for a task whose manifest is gone, and makes no query for no tasks', async () => {
  const by = { jobs: {}, makers: new Map() };
  expect(await differencesOf([{ task: c, manifest: 'gone' }], by, memoryCatalog())).toEqual(new Map());
  const manifests = () => Promise.reject(new Error('asked'));
  expect(await differencesOf([], by, { manifests })).toEqual(new Map());
});

test('makes two queries to the catalog for any number of tasks', async () => {
  const catalog = memoryCatalog();
  const tasks = refs('b/1', 'b/2', 'b/3').map((ref) => fakeTask({ outputs: [ref], inputs: ['c/1'] }));
  const [, ...recorded] = await record([c, ...tasks], catalog);
  let asked = 0;
  const manifests: typeof catalog.manifests = (ids) => {
    asked++;
    return catalog.manifests(ids);
  };
  const pairs = tasks.map((task, place) => ({ task, manifest: recorded[place]!.id }));
  expect((await differencesOf(pairs, { jobs: {}, makers: new Map() }, { manifests })).size).toBe(3);
  expect(asked).toBe(2);
});
