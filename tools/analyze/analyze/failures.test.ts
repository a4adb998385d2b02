import { describe, expect, test } from '@jest/globals';
import { fails, lookupByPrefix, prints, type FakeProgram } from '../../dev/testing/index.js';
import { analyzeWith, failuresOf } from './testing/index.js';

describe('a failed analysis', () => {
  test('names refs that no job makes, with the task that needs them', async () => {
    const lookup: FakeProgram = (asked, request) =>
      lookupByPrefix(
        asked.filter((ref) => !ref.startsWith('x')),
        request,
      );
    expect(await failuresOf({ 'a/1': ['x/1', 'b/1'], 'b/1': ['x/2', 'x/1'] }, ['a/1', 'x/0'], { lookup })).toEqual([
      { reason: 'ref-not-placed', graph: '//test:graph', refs: [{ ref: 'x/0' }] },
      {
        reason: 'ref-not-placed',
        graph: '//test:graph',
        refs: [{ ref: 'x/1', neededBy: { job: '//test:a', output: 'a/1' } }],
      },
      {
        reason: 'ref-not-placed',
        graph: '//test:graph',
        refs: [{ ref: 'x/2', neededBy: { job: '//test:b', output: 'b/1' } }],
      },
    ]);
  });

  test('names a ref in configs of two jobs, with both configs', async () => {
    const greedy: FakeProgram = () => prints([{ outputs: ['b/1', 'a/1'] }]);
    expect(await failuresOf({}, ['a/1', 'b/1'], { 'b.configure': greedy })).toEqual([
      {
        reason: 'ref-in-two-configs',
        refs: ['a/1'],
        first: { job: '//test:a', outputs: ['a/1'], args: ['a/1'] },
        second: { job: '//test:b', outputs: ['b/1', 'a/1'], args: [] },
      },
    ]);
  });

  test('reports a cycle as one path', async () => {
    expect(await failuresOf({ 'a/1': ['b/1'], 'b/1': ['c/1'], 'c/1': ['a/1'] }, ['a/1'])).toEqual([
      {
        reason: 'cycle',
        path: [
          { ref: 'a/1', job: '//test:a' },
          { ref: 'b/1', job: '//test:b' },
          { ref: 'c/1', job: '//test:c' },
        ],
      },
    ]);
  });

  test('reports a cycle of materialize inputs even if query inputs are part of other cycles', async () => {
    expect(await failuresOf({ 'a/1': ['b/1', '?c/1'], 'b/1': ['a/1'], 'c/1': ['?a/1'] }, ['a/1', 'c/1'])).toMatchObject(
      [{ reason: 'cycle', path: [{ ref: 'a/1' }, { ref: 'b/1' }] }],
    );
  });

  test('reports a task that needs its own output', async () => {
    expect(await failuresOf({ 'a/1': ['a/1'] }, ['a/1'])).toEqual([
      { reason: 'self-dependency', job: '//test:a', ref: 'a/1' },
    ]);
  });

  test('reports all failures together, in the order of waves and jobs', async () => {
    const failures = await failuresOf(
      { 'a/1': ['b/1', 'c/1'], 'a/2': ['a/2'], 'c/1': ['c/2'], 'c/2': ['c/1', 'b/2'] },
      ['a/1', 'a/2', 'zzz'],
      { 'b.configure': () => fails(1, 'broken') },
    );
    expect(failures).toMatchObject([
      { reason: 'lookup-unknown-job', label: ':zzz' },
      { reason: 'ask-exit-non-zero', asked: { label: '//test:b' } },
      { reason: 'self-dependency', ref: 'a/2' },
      { reason: 'cycle', path: [{ ref: 'c/1' }, { ref: 'c/2' }] },
    ]);
  });

  test('does not call a lookup again after it failed', async () => {
    const { result, calls } = analyzeWith({}, ['a/1'], { lookup: () => fails(1, 'broken') });
    expect(await result).toMatchObject({
      ok: false,
      error: [{ reason: 'ask-exit-non-zero', asked: { what: 'lookup' } }],
    });
    expect(calls).toHaveLength(1);
  });

  test('reports only the abort if it was aborted', async () => {
    const failures = await failuresOf({}, ['a/1', 'b/1'], {
      'a.configure': () => prints([]),
      'b.configure': () => ({ kind: 'aborted' }),
    });
    expect(failures).toMatchObject([{ reason: 'ask-aborted', asked: { label: '//test:b' } }]);
  });
});
