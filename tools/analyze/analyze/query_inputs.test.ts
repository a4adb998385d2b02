import { describe, expect, test } from '@jest/globals';
import { versionKey } from '../../base/model/index.js';
import { prints, refs, type FakeProgram } from '../../dev/testing/index.js';
import { analyzeWith, graphOf, order, waitsFor } from './testing/index.js';

describe('a query input', () => {
  test('is not built if no task materializes it', async () => {
    const { result, calls } = analyzeWith({ 'a/1': ['?b/1'] }, ['a/1']);
    const graph = await result;
    expect(graph.ok && order(graph.value)).toEqual(['a/1']);
    expect(calls.flatMap(({ refs: asked }) => asked)).not.toContain('b/1');
  });

  test('is built first if the same graph builds it anyway, and does not affect the version key', async () => {
    const graph = await graphOf({ 'a/1': ['?b/1'] }, ['a/1', 'b/1']);
    expect(order(graph)).toEqual(['b/1', 'a/1']);
    expect(waitsFor(graph, 'a/1')).toEqual(['b/1']);
    expect(graph.tasks[1]?.versionKey).toBe(versionKey('//test:a', '1.2.3', refs('a/1'), []));
  });

  test('is ignored for the order if its maker has to run later, and is reported', async () => {
    const { result, events } = analyzeWith({ 'a/1': ['b/1'], 'b/1': ['?a/1', 'c/1'] }, ['a/1']);
    const graph = await result;
    expect(graph.ok && order(graph.value)).toEqual(['c/1', 'b/1', 'a/1']);
    expect(events.at(-1)).toEqual({ type: 'query-not-ordered', job: '//test:b', output: 'b/1', query: 'a/1', more: 0 });
  });

  test('that is ignored is reported once for the whole graph, with the number of others', async () => {
    const inputs: Record<string, string[]> = { 'a/0': [] };
    for (let number = 0; number < 50; number++) {
      inputs['a/0']?.push(`b/${String(number)}`);
      inputs[`b/${String(number)}`] = ['?a/0'];
    }
    const { result, events } = analyzeWith(inputs, ['a/0']);
    expect(await result).toMatchObject({ ok: true });
    expect(events.filter(({ type }) => type === 'query-not-ordered')).toMatchObject([{ query: 'a/0', more: 49 }]);
  });

  test('may be an output of the same config, which then reads its previous content', async () => {
    expect(waitsFor(await graphOf({ 'a/1': ['?a/1'] }, ['a/1']), 'a/1')).toEqual([]);
  });

  test('that forms a cycle with another query input is ignored for the order, as is the other one', async () => {
    const inputs = { 'a/1': ['?b/1'], 'b/1': ['?a/1'], 'c/1': ['?a/1'] };
    for (const outputs of [
      ['a/1', 'b/1', 'c/1'],
      ['c/1', 'b/1', 'a/1'],
    ]) {
      const graph = await graphOf(inputs, outputs);
      expect(waitsFor(graph, 'a/1')).toEqual([]);
      expect(waitsFor(graph, 'b/1')).toEqual([]);
      expect(waitsFor(graph, 'c/1')).toEqual(['a/1']);
    }
  });

  test('adds no second dependency on a task that also makes a materialize input', async () => {
    const shared: FakeProgram = () => prints([{ outputs: ['b/1', 'b/2'] }]);
    const graph = await graphOf({ 'a/1': ['?b/2', 'b/1'] }, ['a/1'], { 'b.configure': shared });
    expect(waitsFor(graph, 'a/1')).toEqual(['b/1']);
  });
});
