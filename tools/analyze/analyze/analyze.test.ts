import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { contentKey, taskId, versionKey } from '../../base/model/index.js';
import { configureEach, prints, refs, type FakeProgram } from '../../dev/testing/index.js';
import { analyzeWith, graphOf, order, waitsFor, type Inputs } from './testing/index.js';

describe('a job graph', () => {
  test('has every task upstream of the refs, with dependencies first', async () => {
    const graph = await graphOf({ 'a/1': ['b/1', 'b/2'], 'b/1': ['c/1'], 'b/2': ['c/1'] }, ['a/1']);
    expect(order(graph)).toEqual(['c/1', 'b/1', 'b/2', 'a/1']);
    expect(waitsFor(graph, 'a/1')).toEqual(['b/1', 'b/2']);
    expect(waitsFor(graph, 'c/1')).toEqual([]);
  });

  test('describes for each task how to run it, and the keys that identify it', async () => {
    const graph = await graphOf({ 'a/1': ['b/1'] }, ['a/1', 'b/1', 'a/1']);
    const code = (job: string): string => graph.jobs[job]?.run ?? '';
    const configOfB = { outputs: refs('b/1'), args: ['b/1'], env: {}, executable: '_main/test/b.run' };
    const configOfA = { outputs: refs('a/1'), args: ['a/1'], env: {}, executable: '_main/test/a.run' };
    const keyOfB = versionKey('//test:b', '0.0.0', refs('b/1'), []);
    const contentOfB = contentKey('//test:b', code('//test:b'), configOfB, []);
    expect(Object.keys(graph.jobs)).toEqual(['//test:a', '//test:b', '//test:c']);
    expect(graph).toEqual({
      schemaVersion: 1,
      graph: '//test:graph',
      graphDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
      jobs: graph.jobs,
      outputs: ['a/1', 'b/1'],
      tasks: [
        {
          id: taskId('//test:b', refs('b/1')),
          job: '//test:b',
          jobVersion: '0.0.0',
          config: { ...configOfB, inputs: [] },
          dependsOn: [],
          versionKey: keyOfB,
          contentKey: contentOfB,
        },
        {
          id: taskId('//test:a', refs('a/1')),
          job: '//test:a',
          jobVersion: '1.2.3',
          config: { ...configOfA, inputs: [{ depType: 'materialize', ref: 'b/1' }] },
          dependsOn: [taskId('//test:b', refs('b/1'))],
          versionKey: versionKey('//test:a', '1.2.3', refs('a/1'), [keyOfB]),
          contentKey: contentKey('//test:a', code('//test:a'), configOfA, [contentOfB]),
        },
      ],
    });
  });

  test('has the same keys for inputs in any order, and for duplicate inputs', async () => {
    const one = await graphOf({ 'a/1': ['b/1', 'b/2'] }, ['a/1']);
    const other = await graphOf({ 'a/1': ['b/2', 'b/1', 'b/2'] }, ['a/1']);
    expect(one.tasks.at(-1)?.versionKey).toBe(other.tasks.at(-1)?.versionKey);
    expect(waitsFor(other, 'a/1')).toEqual(['b/2', 'b/1']);
  });

  test('does not depend on which job answers first', async () => {
    const inputs: Inputs = { 'a/1': ['b/1', 'c/1'], 'b/1': ['c/2'] };
    const plain = await graphOf(inputs, ['a/1', 'b/2', 'c/3']);
    const slow: FakeProgram = async (asked, request) => {
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
      return configureEach((ref) => inputs[ref] ?? [])(asked, request);
    };
    expect(await graphOf(inputs, ['a/1', 'b/2', 'c/3'], { 'a.configure': slow, 'b.configure': slow })).toEqual(plain);
  });

  test('is empty for no refs', async () => {
    expect(order(await graphOf({}, []))).toEqual([]);
  });

  test('has exactly the tasks that are needed, each after those that it depends on', async () => {
    const names = ['a/0', 'b/1', 'c/2', 'a/3', 'b/4', 'c/5', 'a/6', 'b/7'];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 20 }), fc.nat(7), async (pairs, start) => {
        const inputs: Record<string, string[]> = {};
        for (const [x, y] of pairs) if (x < y) (inputs[names[x] ?? ''] ??= []).push(names[y] ?? '');
        const reachable = new Set([names[start] ?? '']);
        for (const ref of reachable) for (const input of inputs[ref] ?? []) reachable.add(input);
        const graph = await graphOf(inputs, [names[start] ?? '']);
        expect(new Set(order(graph))).toEqual(reachable);
        for (const [position, task] of graph.tasks.entries()) {
          const before = new Set(graph.tasks.slice(0, position).map(({ id }) => id));
          for (const id of task.dependsOn) expect(before.has(id)).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('the calls of an analysis', () => {
  test('are one lookup per wave, and one configure per job and wave with all of its refs', async () => {
    const { result, calls, events } = analyzeWith(
      { 'a/1': ['b/1', 'c/1'], 'a/2': ['b/2', 'b/1'], 'b/1': ['c/1'], 'b/2': ['c/2'] },
      ['a/1', 'a/2'],
    );
    await result;
    expect(calls).toEqual([
      { program: 'lookup', refs: ['a/1', 'a/2'] },
      { program: 'a.configure', refs: ['a/1', 'a/2'] },
      { program: 'lookup', refs: ['b/1', 'c/1', 'b/2'] },
      { program: 'b.configure', refs: ['b/1', 'b/2'] },
      { program: 'c.configure', refs: ['c/1'] },
      { program: 'lookup', refs: ['c/2'] },
      { program: 'c.configure', refs: ['c/2'] },
    ]);
    expect(events).toEqual([
      { type: 'wave', wave: 1, refs: 2, expected: 0, tasks: 0 },
      { type: 'wave', wave: 2, refs: 3, expected: 0, tasks: 2 },
      { type: 'wave', wave: 3, refs: 1, expected: 0, tasks: 5 },
    ]);
  });

  test('do not look up a ref that a config for another ref also makes', async () => {
    const both = [{ outputs: ['b/1', 'b/2'], inputs: [] }];
    const { result, calls } = analyzeWith({ 'a/1': ['b/1'], 'c/1': ['b/2'] }, ['a/1', 'b/1', 'c/1'], {
      'b.configure': () => prints(both),
    });
    const graph = await result;
    expect(calls.filter(({ program }) => program === 'lookup')).toEqual([
      { program: 'lookup', refs: ['a/1', 'b/1', 'c/1'] },
    ]);
    expect(graph.ok && order(graph.value)).toEqual(['b/1+b/2', 'a/1', 'c/1']);
  });

  test('find the tasks of a chain of 2,000 partitions, each known only after the one before', async () => {
    const inputs: Record<string, string[]> = {};
    for (let link = 0; link < 2000; link++) inputs[`a/${String(link)}`] = [`a/${String(link + 1)}`];
    const graph = await graphOf(inputs, ['a/0']);
    expect(graph.tasks).toHaveLength(2001);
    expect(graph.tasks[0]?.config.outputs).toEqual(['a/2000']);
  });
});
