import { expect, test } from '@jest/globals';
import type { CurrentManifest } from '../../catalog/index.js';
import { contentKey, versionKey, type PartitionRef, type Task, type Validity } from '../../base/model/index.js';
import { fakeJobGraph, fakeTask, refs } from '../../dev/testing/index.js';
import { effectiveKeys, standTasks, type Repeated } from './effective.js';

const CODE = 'd'.repeat(64);
const [c1, b1] = refs('c/1', 'b/1');

/** A task with the keys that it has downstream of other tasks. */
function above(task: Task, ...inputs: Pick<Task, 'versionKey' | 'contentKey'>[]): Task {
  const { job, jobVersion, config } = task;
  const keys = (key: 'versionKey' | 'contentKey'): string[] => inputs.map((input) => input[key]);
  return {
    ...task,
    versionKey: versionKey(job, jobVersion, config.outputs, keys('versionKey')),
    contentKey: contentKey(job, CODE, config, keys('contentKey')),
  };
}

const c = above(fakeTask({ outputs: ['c/1'] }));
const b = above(fakeTask({ outputs: ['b/1'], inputs: ['c/1'] }), c);
const graph = fakeJobGraph([c, b]);
const OLD = { versionKey: c.versionKey, contentKey: 'old' };

const manifest = (keys: Pick<Task, 'versionKey' | 'contentKey'>): CurrentManifest => ({
  id: 'm',
  jobVersion: '0.0.0',
  versionKey: keys.versionKey,
  contentKey: keys.contentKey,
});

/** The standing of `b/1`, which is missing, and of `c/1`, which exists; and the effective keys of both. */
function stand(was: Pick<Task, 'versionKey' | 'contentKey'>, validity: Validity, repeated?: Repeated) {
  const current = new Map<PartitionRef, CurrentManifest>([[c1!, manifest(was)]]);
  const stands = standTasks(graph, current, () => validity, repeated);
  const keys = effectiveKeys(stands, current);
  const of = (ref: PartitionRef) => ({
    versionKey: keys.get(ref)?.versionKey,
    contentKey: keys.get(ref)?.contentKey,
  });
  return { c: of(c1!), b: of(b1!), analyzed: stands.map(({ analyzed }) => analyzed) };
}

const keysOf = ({ versionKey, contentKey }: Task) => ({ versionKey, contentKey });

test('the effective keys are those of the graph if nothing is masked', () => {
  expect(stand(c, 'content')).toEqual({ c: keysOf(c), b: keysOf(b), analyzed: graph.tasks });
});

test('a masked partition keeps the keys of its manifest, and downstream keys are computed from those', () => {
  expect(stand(OLD, 'version')).toEqual({ c: OLD, b: keysOf(above(b, OLD)), analyzed: graph.tasks });
  const oldMajor = { versionKey: 'old', contentKey: 'old' };
  expect(stand(oldMajor, 'presence')).toMatchObject({ c: oldMajor, b: keysOf(above(b, oldMajor)) });
});

test('a stale partition has the keys of the graph', () => {
  expect(stand(OLD, 'content')).toMatchObject({ c: keysOf(c), b: keysOf(b) });
});

test.each<[string, Repeated]>([
  ['is forced', { runs: new Map([[0, 'forced']]), inputs: new Map() }],
  ['is refreshed', { runs: new Map([[0, 'refreshed']]), inputs: new Map() }],
  ['has refreshed inputs', { runs: new Map(), inputs: new Map([[0, refs('x/1')]]) }],
])('a partition that %s has the keys of the graph, even if it is valid', (_, repeated) => {
  expect(stand(OLD, 'version', repeated)).toMatchObject({ c: keysOf(c), b: keysOf(b) });
});
