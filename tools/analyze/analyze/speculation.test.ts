import { describe, expect, test } from '@jest/globals';
import { configureEach, fails, lookupByPrefix, prints, type FakeProgram } from '../../dev/testing/index.js';
import { analyzeWith, order, type Inputs } from './testing/index.js';

const LINKS = 60;

/** `a/0` needs `b/1`, which needs `c/2`, which needs `a/3`, and so on. */
const link = (number: number): string => `${'abc'.charAt(number % 3)}/${String(number)}`;
const CHAIN: Inputs = Object.fromEntries(
  Array.from({ length: LINKS - 1 }, (_, number) => [link(number), [link(number + 1)]]),
);

/** Analyzes with and without speculation, and expects equal results. Returns the calls and events with it. */
async function analyzeBoth(
  inputs: Inputs,
  outputs: readonly string[],
  recorded: Inputs,
  overrides: Readonly<Record<string, FakeProgram>> = {},
) {
  const { result, calls, events } = analyzeWith(inputs, outputs, overrides, recorded);
  const graph = await result;
  expect(graph).toEqual(await analyzeWith(inputs, outputs, overrides).result);
  const asked = calls.map(({ program, refs }) => `${program} ${[...refs].toSorted().join(' ')}`);
  return { tasks: graph.ok ? order(graph.value) : [], asked, programs: calls.map(({ program }) => program), events };
}

/** A configure that fails if one of the refs has this text in it. */
const failingOn =
  (text: string, inputs: Inputs): FakeProgram =>
  (asked, request) =>
    asked.some((ref) => ref.includes(text))
      ? fails(2, `cannot make ${text}`)
      : configureEach((ref) => inputs[ref] ?? [])(asked, request);

describe('speculation', () => {
  test('analyzes a chain of 60 partitions that was built before with one call of each program', async () => {
    const { tasks, programs, events } = await analyzeBoth(CHAIN, [link(0)], CHAIN);
    expect(tasks).toHaveLength(LINKS);
    expect(programs).toEqual(['lookup', 'a.configure', 'b.configure', 'c.configure']);
    expect(events).toEqual([{ type: 'wave', wave: 1, refs: 1, expected: LINKS - 1, tasks: 0 }]);
  });

  test('begins where the recorded part of the graph begins', async () => {
    const recorded = Object.fromEntries(Object.entries(CHAIN).slice(2));
    const { programs, events } = await analyzeBoth(CHAIN, [link(0)], recorded);
    expect(programs.filter((program) => program === 'lookup')).toHaveLength(3);
    expect(events).toMatchObject([{ expected: 0 }, { expected: 0 }, { wave: 3, refs: 1, expected: LINKS - 3 }]);
  });

  test('calls a program once for a ref that is requested and expected', async () => {
    const { asked } = await analyzeBoth({ 'a/1': ['b/1'] }, ['a/1', 'b/1', 'b/2'], { 'a/1': ['b/1', 'c/1'] });
    expect(asked).toEqual(['lookup a/1 b/1 b/2 c/1', 'a.configure a/1', 'b.configure b/1 b/2', 'c.configure c/1']);
  });

  test('leaves out tasks that were expected and that nothing needs any more', async () => {
    const { tasks } = await analyzeBoth({ 'a/1': ['b/2'] }, ['a/1'], { 'a/1': ['b/1'], 'b/1': ['c/1'] });
    expect(tasks).toEqual(['b/2', 'a/1']);
  });

  test('does not end for inputs that were recorded in a cycle', async () => {
    const { asked } = await analyzeBoth({}, ['a/1'], { 'a/1': ['b/1'], 'b/1': ['a/1', 'b/1'] });
    expect(asked).toEqual(['lookup a/1 b/1', 'a.configure a/1', 'b.configure b/1']);
  });

  test('uses one config for two expected refs that it makes', async () => {
    const both: FakeProgram = () => prints([{ outputs: ['b/1', 'b/2'] }]);
    const { tasks, programs } = await analyzeBoth(
      { 'a/1': ['b/2', 'b/1'] },
      ['a/1'],
      { 'a/1': ['b/1', 'b/2'] },
      { 'b.configure': both },
    );
    expect(tasks).toEqual(['b/1+b/2', 'a/1']);
    expect(programs).toEqual(['lookup', 'a.configure', 'b.configure']);
  });

  test('leaves a level of more than 5,000 inputs to its wave', async () => {
    const many = Array.from({ length: 5_001 }, (_, number) => `b/${String(number)}`);
    const { events } = await analyzeBoth({ 'a/1': many, 'b/7': ['c/1'] }, ['a/1'], { 'a/1': many });
    expect(events).toMatchObject([
      { refs: 1, expected: 0 },
      { refs: 5_001, expected: 0 },
      { refs: 1, expected: 0 },
    ]);
  });
});

describe('an answer that was asked ahead', () => {
  test('is dropped if the program fails, which is then called for what is needed only', async () => {
    const inputs = { 'a/1': ['b/1'], 'b/1': ['b/2'], 'b/2': ['c/1'] };
    const recorded = { ...inputs, 'b/2': ['c/1', 'b/obsolete'] };
    const { tasks, programs } = await analyzeBoth(inputs, ['a/1'], recorded, {
      'b.configure': failingOn('obsolete', inputs),
    });
    expect(tasks).toEqual(['c/1', 'b/2', 'b/1', 'a/1']);
    expect(programs).toEqual(['lookup', 'a.configure', 'b.configure', 'c.configure', 'b.configure', 'b.configure']);
  });

  test('is dropped if lookup fails, which is not called ahead again', async () => {
    const inputs = { 'a/1': ['b/1'], 'b/1': ['c/1'] };
    const recorded = { 'a/1': ['b/1', 'gone/1'], 'b/1': ['c/1'] };
    const { programs } = await analyzeBoth(inputs, ['a/1'], recorded, {
      lookup: (asked, request) => (asked.includes('gone/1') ? fails(1, 'no gone/1') : lookupByPrefix(asked, request)),
    });
    expect(programs.filter((program) => program === 'lookup')).toHaveLength(4);
  });

  test('is kept if no job makes some of the expected refs', async () => {
    const inputs = { 'a/1': ['b/1'] };
    const { programs } = await analyzeBoth(
      inputs,
      ['a/1'],
      { 'a/1': ['b/1', 'gone/1'] },
      {
        lookup: (asked, request) =>
          lookupByPrefix(
            asked.filter((ref) => !ref.startsWith('gone')),
            request,
          ),
      },
    );
    expect(programs).toEqual(['lookup', 'a.configure', 'b.configure']);
  });

  test('is dropped if it has configs of refs that were not expected, which could belong to any ref', async () => {
    const all = [
      { outputs: ['b/1'], inputs: [{ depType: 'materialize', ref: 'b/2' }] },
      { outputs: ['b/2'] },
      { outputs: ['b/3'] },
    ];
    const { tasks, programs } = await analyzeBoth(
      { 'a/1': ['b/1'] },
      ['a/1'],
      { 'a/1': ['b/1'] },
      {
        'b.configure': () => prints(all),
      },
    );
    expect(tasks).toEqual(['b/2', 'b/1', 'a/1']);
    expect(programs).toEqual(['lookup', 'a.configure', 'b.configure', 'b.configure']);
  });

  test('does not change which failures are reported for the refs beside it', async () => {
    const inputs = { 'a/1': ['b/1', 'b/bad', 'gone/1'], 'b/1': ['c/1'], 'c/1': ['gone/2'] };
    const recorded = { 'a/1': ['b/1'], 'b/1': ['c/1'] };
    const { programs } = await analyzeBoth(inputs, ['a/1'], recorded, {
      'b.configure': failingOn('bad', inputs),
      lookup: (asked, request) =>
        lookupByPrefix(
          asked.filter((ref) => !ref.startsWith('gone')),
          request,
        ),
    });
    expect(programs.filter((program) => program === 'b.configure')).toHaveLength(3);
  });
});
