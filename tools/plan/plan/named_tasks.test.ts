import { expect, test } from '@jest/globals';
import { fakeJobGraph, fakeTask, refs } from '../../dev/testing/index.js';
import { analysisOf } from '../../analyze/analyze/index.js';
import { namedTasks } from './named_tasks.js';

const c = fakeTask({ outputs: ['c/1', 'c/2'] });
const b = fakeTask({ outputs: ['b/1'], inputs: ['c/1'] });
const q = fakeTask({ outputs: ['q/1'], inputs: ['?c/1'] });
const d = fakeTask({ outputs: ['d/1'] });
const a = fakeTask({ outputs: ['a/1'], inputs: ['b/1', 'd/1'] });
const graph = fakeJobGraph([c, b, q, d, a], { outputs: refs('a/1', 'q/1') });

const jobs = (force: string[], forceDownstream: string[] = []): string[] => {
  const forced = namedTasks(analysisOf(graph), { force: refs(...force), forceDownstream: refs(...forceDownstream) });
  if (!forced.ok) throw new Error(JSON.stringify(forced.error));
  return graph.tasks.flatMap(({ job }, number) => (forced.value.runs.has(number) ? [job.at(-1) ?? ''] : []));
};

test('forces nothing by default', () => {
  expect(namedTasks(analysisOf(graph), {})).toEqual({
    ok: true,
    value: { runs: new Map(), refreshed: new Set() },
  });
});

test('forces the task that makes a ref, whichever output the ref is', () => {
  expect(jobs(['c/2'])).toEqual(['c']);
  expect(jobs(['c/1', 'c/2', 'd/1'])).toEqual(['c', 'd']);
});

test('forces everything downstream along materialize inputs only', () => {
  expect(jobs([], ['c/1'])).toEqual(['c', 'b', 'a']);
  expect(jobs([], ['d/1'])).toEqual(['d', 'a']);
  expect(jobs([], ['a/1'])).toEqual(['a']);
});

test('combines both options', () => {
  expect(jobs(['q/1'], ['b/1'])).toEqual(['b', 'q', 'a']);
});

test('refreshes the task that makes a ref, even if it is forced as well, and nothing downstream for certain', () => {
  const request = { force: refs('b/1', 'd/1'), refresh: refs('b/1', 'c/2') };
  expect(namedTasks(analysisOf(graph), request)).toEqual({
    ok: true,
    value: {
      runs: new Map([
        [1, 'refreshed'],
        [3, 'forced'],
        [0, 'refreshed'],
      ]),
      refreshed: new Set([0, 1]),
    },
  });
});

test('runs no task for a ref that is refreshed already, and ignores one that no task makes any more', () => {
  expect(namedTasks(analysisOf(graph), { refreshed: refs('c/1', 'gone') })).toEqual({
    ok: true,
    value: { runs: new Map(), refreshed: new Set([0]) },
  });
});

test('reports every forced ref that nothing makes, with the option that names it', () => {
  expect(
    namedTasks(analysisOf(graph), { force: refs('x'), forceDownstream: refs('c/1', 'y', 'x'), refresh: refs('z') }),
  ).toEqual({
    ok: false,
    error: [
      { reason: 'forced-ref-not-needed', ref: 'x', option: 'force' },
      { reason: 'forced-ref-not-needed', ref: 'y', option: 'force-downstream' },
      { reason: 'forced-ref-not-needed', ref: 'x', option: 'force-downstream' },
      { reason: 'forced-ref-not-needed', ref: 'z', option: 'refresh' },
    ],
  });
});
