import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Task, TaskConfig } from '../../base/model/index.js';
import { fakeTask } from '../../dev/testing/index.js';
import { compareTasks } from './compare_tasks.js';

const TASK = fakeTask({
  outputs: ['out/a', 'out/b'],
  inputs: ['in/a', '?in/b'],
  jobVersion: '1.2.3',
  config: { args: ['--date', '2024-03-01'], env: { TZ: 'UTC' }, executable: '_main/run' },
  versionKey: 'v1',
  contentKey: 'c1',
});

const CONFIG = TASK.config;

const withConfig = (changed: Partial<TaskConfig>): Task => ({ ...TASK, config: { ...CONFIG, ...changed } });

test('reports no change if only the order of outputs and inputs differs', () => {
  expect(compareTasks(TASK, TASK)).toEqual([]);
  const turned = withConfig({ outputs: CONFIG.outputs.toReversed(), inputs: CONFIG.inputs.toReversed() });
  expect(compareTasks(TASK, turned)).toEqual([]);
});

test('ignores dependencies, reason, replaced manifests and estimate', () => {
  const other: Task = {
    ...TASK,
    dependsOn: ['0'.repeat(16)],
    reason: { kind: 'forced' },
    replaces: ['m1'],
    estimate: { ms: 1, samples: 1 },
  };
  expect(compareTasks(TASK, other)).toEqual([]);
});

test('counts a duplicate input once', () => {
  expect(compareTasks(TASK, withConfig({ inputs: [...CONFIG.inputs, ...CONFIG.inputs] }))).toEqual([]);
});

test('reports changes of version, executable and keys, with old and new values', () => {
  const other: Task = {
    ...withConfig({ executable: '_main/go' }),
    jobVersion: '2.0.0',
    versionKey: 'v2',
    contentKey: 'c2',
  };
  expect(compareTasks(TASK, other)).toEqual([
    { field: 'jobVersion', old: '1.2.3', new: '2.0.0' },
    { field: 'executable', old: '_main/run', new: '_main/go' },
    { field: 'versionKey', old: 'v1', new: 'v2' },
    { field: 'contentKey', old: 'c1', new: 'c2' },
  ]);
});

test('compares arguments one by one if their number is the same', () => {
  expect(compareTasks(TASK, withConfig({ args: ['--day', '2024-03-01'] }))).toEqual([
    { field: 'args', index: 0, old: ['--date'], new: ['--day'] },
  ]);
});

test('reports an added or removed argument without changes of the others', () => {
  expect(compareTasks(TASK, withConfig({ args: ['--verbose', ...CONFIG.args] }))).toEqual([
    { field: 'args', index: 0, old: [], new: ['--verbose'] },
  ]);
  expect(compareTasks(TASK, withConfig({ args: ['--date'] }))).toEqual([
    { field: 'args', index: 1, old: ['2024-03-01'], new: [] },
  ]);
});

test('reports each changed variable, even one named like a built-in property', () => {
  expect(compareTasks(TASK, withConfig({ env: { constructor: 'x', LANG: 'C' } }))).toEqual([
    { field: 'env', name: 'LANG', old: null, new: 'C' },
    { field: 'env', name: 'TZ', old: 'UTC', new: null },
    { field: 'env', name: 'constructor', old: null, new: 'x' },
  ]);
});

test('reports an input that changed from materialize to query as removed and added', () => {
  const inputs = CONFIG.inputs.map((input) => ({ ...input, depType: 'query' as const }));
  expect(compareTasks(TASK, withConfig({ inputs }))).toEqual([
    {
      field: 'inputs',
      removed: [{ depType: 'materialize', ref: 'in/a' }],
      added: [{ depType: 'query', ref: 'in/a' }],
    },
  ]);
});

test('the reported changes turn the old args into the new ones', () => {
  const words = fc.array(fc.constantFrom<string>('a', 'b', 'c'), { maxLength: 6 });
  fc.assert(
    fc.property(words, words, (before, after) => {
      const args = [...before];
      for (const change of compareTasks(withConfig({ args: before }), withConfig({ args: after })).toReversed()) {
        if (change.field !== 'args') throw new Error('only args differ');
        expect(args.splice(change.index, change.old.length, ...change.new)).toEqual(change.old);
      }
      expect(args).toEqual(after);
    }),
  );
});
