import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { taskId, versionKey, type JobGraph } from '../model/index.js';
import {
  configureEach,
  fails,
  fakeAsk,
  fakeDescriptor,
  fakeJob,
  lookupByPrefix,
  prints,
  refs,
  type FakeProgram,
} from '../testing/index.js';
import { analyze } from './analyze.js';
import type { AnalyzeEvent } from './events.js';

/** Inputs by ref, as in `configureEach`. */
type Inputs = Readonly<Record<string, readonly string[]>>;

const JOBS = ['a', 'b', 'c'];
const descriptor = fakeDescriptor(JOBS.map((name) => fakeJob(name, { version: name === 'a' ? '1.2.3' : '0.0.0' })));

/** Analyses a graph whose lookup goes by prefix and whose jobs make each ref by itself. */
function analyzeWith(
  inputs: Inputs,
  outputs: readonly string[],
  overrides: Readonly<Record<string, FakeProgram>> = {},
) {
  const each = configureEach((ref) => inputs[ref] ?? []);
  const programs = Object.fromEntries(JOBS.map((name) => [`${name}.configure`, each]));
  const { ask, calls } = fakeAsk({ lookup: lookupByPrefix, ...programs, ...overrides });
  const events: AnalyzeEvent[] = [];
  const result = analyze(refs(...outputs), { descriptor, ask, emit: (event) => events.push(event) });
  return { result, calls, events };
}

async function graphOf(...args: Parameters<typeof analyzeWith>): Promise<JobGraph> {
  const result = await analyzeWith(...args).result;
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

async function failuresOf(...args: Parameters<typeof analyzeWith>) {
  const result = await analyzeWith(...args).result;
  return result.ok ? [] : result.error;
}

const order = (graph: JobGraph): string[] => graph.tasks.map((task) => task.config.outputs.join('+'));

/** First outputs of the tasks that the task of a ref waits for. */
const waitsFor = (graph: JobGraph, ref: string): (string | undefined)[] => {
  const names = new Map(graph.tasks.map((task) => [task.id, task.config.outputs[0]]));
  const task = graph.tasks.find(({ config }) => config.outputs.some((output) => output === ref));
  return task?.dependsOn.map((id) => names.get(id)) ?? ['no such task'];
};

describe('a job graph', () => {
  test('has every task upstream of the refs, dependencies first', async () => {
    const graph = await graphOf({ 'a/1': ['b/1', 'b/2'], 'b/1': ['c/1'], 'b/2': ['c/1'] }, ['a/1']);
    expect(order(graph)).toEqual(['c/1', 'b/1', 'b/2', 'a/1']);
    expect(waitsFor(graph, 'a/1')).toEqual(['b/1', 'b/2']);
    expect(waitsFor(graph, 'c/1')).toEqual([]);
  });

  test('says of each task what is needed to run and to recognise it', async () => {
    const graph = await graphOf({ 'a/1': ['b/1'] }, ['a/1', 'b/1', 'a/1']);
    const keyOfB = versionKey('//test:b', '0.0.0', refs('b/1'), []);
    expect(graph).toEqual({
      schemaVersion: 1,
      graph: '//test:graph',
      outputs: ['a/1', 'b/1'],
      tasks: [
        {
          id: taskId('//test:b', refs('b/1')),
          job: '//test:b',
          jobVersion: '0.0.0',
          config: { outputs: ['b/1'], inputs: [], args: ['b/1'], env: {}, executable: '_main/test/b.run' },
          dependsOn: [],
          versionKey: keyOfB,
        },
        {
          id: taskId('//test:a', refs('a/1')),
          job: '//test:a',
          jobVersion: '1.2.3',
          config: {
            outputs: ['a/1'],
            inputs: [{ depType: 'materialize', ref: 'b/1' }],
            args: ['a/1'],
            env: {},
            executable: '_main/test/a.run',
          },
          dependsOn: [taskId('//test:b', refs('b/1'))],
          versionKey: versionKey('//test:a', '1.2.3', refs('a/1'), [keyOfB]),
        },
      ],
    });
  });

  test('has the same keys whatever the order of inputs, and however often one is named', async () => {
    const one = await graphOf({ 'a/1': ['b/1', 'b/2'] }, ['a/1']);
    const other = await graphOf({ 'a/1': ['b/2', 'b/1', 'b/2'] }, ['a/1']);
    expect(one.tasks.at(-1)?.versionKey).toBe(other.tasks.at(-1)?.versionKey);
    expect(waitsFor(other, 'a/1')).toEqual(['b/2', 'b/1']);
  });

  test('is the same whichever job answers first', async () => {
    const inputs: Inputs = { 'a/1': ['b/1', 'c/1'], 'b/1': ['c/2'] };
    const plain = await graphOf(inputs, ['a/1', 'b/2', 'c/3']);
    const slow: FakeProgram = async (asked, request) => {
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
      return configureEach((ref) => inputs[ref] ?? [])(asked, request);
    };
    expect(await graphOf(inputs, ['a/1', 'b/2', 'c/3'], { 'a.configure': slow, 'b.configure': slow })).toEqual(plain);
  });

  test('of nothing is empty', async () => {
    expect(order(await graphOf({}, []))).toEqual([]);
  });

  test('puts every task after all that it waits for, and has no task that nothing needs', async () => {
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

describe('asking', () => {
  test('asks lookup once a wave and each job once for all of its refs', async () => {
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
      { type: 'wave', wave: 1, refs: 2, tasks: 0 },
      { type: 'wave', wave: 2, refs: 3, tasks: 2 },
      { type: 'wave', wave: 3, refs: 1, tasks: 5 },
    ]);
  });

  test('does not look up what a config made for another ref makes too', async () => {
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

  test('a chain of 2,000 partitions, each known only after the one before, is one task each', async () => {
    const inputs: Record<string, string[]> = {};
    for (let link = 0; link < 2000; link++) inputs[`a/${String(link)}`] = [`a/${String(link + 1)}`];
    const graph = await graphOf(inputs, ['a/0']);
    expect(graph.tasks).toHaveLength(2001);
    expect(graph.tasks[0]?.config.outputs).toEqual(['a/2000']);
  });
});

describe('a query input', () => {
  test('is not built on its account', async () => {
    const { result, calls } = analyzeWith({ 'a/1': ['?b/1'] }, ['a/1']);
    const graph = await result;
    expect(graph.ok && order(graph.value)).toEqual(['a/1']);
    expect(calls.flatMap(({ refs: asked }) => asked)).not.toContain('b/1');
  });

  test('comes first when the same graph builds it anyway, and is no part of the version key', async () => {
    const graph = await graphOf({ 'a/1': ['?b/1'] }, ['a/1', 'b/1']);
    expect(order(graph)).toEqual(['b/1', 'a/1']);
    expect(waitsFor(graph, 'a/1')).toEqual(['b/1']);
    expect(graph.tasks[1]?.versionKey).toBe(versionKey('//test:a', '1.2.3', refs('a/1'), []));
  });

  test('orders nothing where its maker has to come later, and says so', async () => {
    const { result, events } = analyzeWith({ 'a/1': ['b/1'], 'b/1': ['?a/1', 'c/1'] }, ['a/1']);
    const graph = await result;
    expect(graph.ok && order(graph.value)).toEqual(['c/1', 'b/1', 'a/1']);
    expect(events.at(-1)).toEqual({ type: 'query-not-ordered', job: '//test:b', output: 'b/1', query: 'a/1', more: 0 });
  });

  test('of which there are many is told once, with how many more there are', async () => {
    const inputs: Record<string, string[]> = { 'a/0': [] };
    for (let number = 0; number < 50; number++) {
      inputs['a/0']?.push(`b/${String(number)}`);
      inputs[`b/${String(number)}`] = ['?a/0'];
    }
    const { result, events } = analyzeWith(inputs, ['a/0']);
    expect(await result).toMatchObject({ ok: true });
    expect(events.filter(({ type }) => type === 'query-not-ordered')).toMatchObject([{ query: 'a/0', more: 49 }]);
  });

  test('of a config’s own output (what was there before) is fine', async () => {
    expect(waitsFor(await graphOf({ 'a/1': ['?a/1'] }, ['a/1']), 'a/1')).toEqual([]);
  });

  test('that goes round with another query orders neither, whichever was asked for first', async () => {
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

  test('beside a materialize input from the same task changes nothing about that', async () => {
    const shared: FakeProgram = () => prints([{ outputs: ['b/1', 'b/2'] }]);
    const graph = await graphOf({ 'a/1': ['?b/2', 'b/1'] }, ['a/1'], { 'b.configure': shared });
    expect(waitsFor(graph, 'a/1')).toEqual(['b/1']);
  });
});

describe('what is wrong', () => {
  test('refs that nobody makes are named with the task that needs them', async () => {
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

  test('a ref in configs of two jobs is named with both', async () => {
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

  test('a cycle is one path', async () => {
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

  test('a query that closes no cycle of its own does not hide one of materialize inputs', async () => {
    expect(await failuresOf({ 'a/1': ['b/1', '?c/1'], 'b/1': ['a/1'], 'c/1': ['?a/1'] }, ['a/1', 'c/1'])).toMatchObject(
      [{ reason: 'cycle', path: [{ ref: 'a/1' }, { ref: 'b/1' }] }],
    );
  });

  test('a task that needs its own output is told so', async () => {
    expect(await failuresOf({ 'a/1': ['a/1'] }, ['a/1'])).toEqual([
      { reason: 'self-dependency', job: '//test:a', ref: 'a/1' },
    ]);
  });

  test('all of it comes back together, in the order of waves and jobs', async () => {
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

  test('a lookup that fails is asked once', async () => {
    const { result, calls } = analyzeWith({}, ['a/1'], { lookup: () => fails(1, 'broken') });
    expect(await result).toMatchObject({
      ok: false,
      error: [{ reason: 'ask-exit-non-zero', asked: { what: 'lookup' } }],
    });
    expect(calls).toHaveLength(1);
  });

  test('when it is stopped, that is all there is to say', async () => {
    const failures = await failuresOf({}, ['a/1', 'b/1'], {
      'a.configure': () => prints([]),
      'b.configure': () => ({ kind: 'aborted' }),
    });
    expect(failures).toMatchObject([{ reason: 'ask-aborted', asked: { label: '//test:b' } }]);
  });
});
