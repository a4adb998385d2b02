import { expect, test } from '@jest/globals';
import { fails, fakeAsk, fakeJob, prints, printsText, refs, type FakeProgram } from '../../dev/testing/index.js';
import { Claims } from './claims.js';
import { Configs } from './configs.js';
import { askJobs, claimConfigs, configure } from './configure.js';

const job = fakeJob('a');

const configureWith = (program: FakeProgram, ...texts: string[]) =>
  configure(job, refs(...texts), { ask: fakeAsk({ 'a.configure': program }).ask });

const failuresOf = async (answer: unknown, ...texts: string[]) => {
  const found = await configureWith(() => prints(answer), ...texts);
  return found.ok ? [] : found.error;
};

test('fills in the defaults of a config', async () => {
  expect(await configureWith(() => prints([{ outputs: ['x'] }]), 'x')).toEqual({
    ok: true,
    value: [{ outputs: ['x'], inputs: [], args: [], env: {}, executable: '_main/test/a.run' }],
  });
});

test('keeps every field of a config', async () => {
  const config = {
    outputs: ['x', 'also/made'],
    inputs: [{ depType: 'query', ref: 'q' }],
    args: ['--x', '$(rm -rf)', ''],
    env: { TZ: 'UTC' },
    executable: '_main/other',
  };
  expect(await configureWith(() => prints([config]), 'x')).toEqual({ ok: true, value: [config] });
});

test('accepts a config that makes several of the refs, in any order', async () => {
  const found = await configureWith(() => prints([{ outputs: ['z'] }, { outputs: ['y', 'x', 'y'] }]), 'x', 'y', 'z');
  expect(found.ok && found.value.map((config) => config.outputs)).toEqual([['z'], ['y', 'x']]);
});

test('names all refs that are in no config in one failure', async () => {
  expect(await failuresOf([{ outputs: ['y'] }], 'x', 'y', 'z')).toEqual([
    { reason: 'configure-ref-missing', job: '//test:a', refs: ['x', 'z'] },
  ]);
});

test('names a ref that is in two configs, with both configs', async () => {
  expect(await failuresOf([{ outputs: ['x'] }, { outputs: ['y', 'x'], args: ['2'] }], 'x', 'y')).toEqual([
    {
      reason: 'ref-in-two-configs',
      refs: ['x'],
      first: { job: '//test:a', outputs: ['x'], args: [] },
      second: { job: '//test:a', outputs: ['y', 'x'], args: ['2'] },
    },
  ]);
});

test('reports two configs that share many refs as one failure', async () => {
  const outputs = Array.from({ length: 1000 }, (_, number) => `x/${String(number)}`);
  const failures = await failuresOf([{ outputs }, { outputs, args: ['2'] }], ...outputs);
  expect(failures).toMatchObject([{ reason: 'ref-in-two-configs', refs: outputs }]);
});

test('counts the same config from several processes once', async () => {
  const many = Array.from({ length: 60_000 }, (_, number) => `some/long/partition/ref/number=${String(number)}`);
  const { ask, calls } = fakeAsk({ 'a.configure': () => prints([{ outputs: many, env: { B: '1', A: '2' } }]) });
  const found = await configure(job, refs(...many), { ask });
  expect(calls.length).toBeGreaterThan(1);
  expect(found.ok && found.value.map((config) => config.outputs.length)).toEqual([many.length]);
});

test('reports two configs that have the same outputs but different args', async () => {
  const many = Array.from({ length: 60_000 }, (_, number) => `some/long/partition/ref/number=${String(number)}`);
  const { ask } = fakeAsk({ 'a.configure': (asked) => prints([{ outputs: many, args: [asked[0]] }]) });
  const found = await configure(job, refs(...many), { ask });
  expect(found.ok ? [] : found.error.map(({ reason }) => reason)).toContain('ref-in-two-configs');
});

test('reports text before the JSON', async () => {
  const found = await configureWith(() => printsText('Loading model...\n[{"outputs":["x"]}]\n'), 'x');
  expect(found.ok ? [] : found.error).toMatchObject([
    { reason: 'ask-bad-json', problem: { kind: 'text-before', line: 1, excerpt: 'Loading model...', jsonLine: 2 } },
  ]);
});

test.each<[string, unknown, (string | number)[]]>([
  ['an unknown field', [{ outputs: ['x'], ouputs: [] }], [0]],
  ['a config without outputs', [{ outputs: [] }], [0, 'outputs']],
  ['a bad ref', [{ outputs: ['x'] }, { outputs: ['y '] }], [1, 'outputs', 0]],
  ['an input without a type', [{ outputs: ['x'], inputs: [{ ref: 'y' }] }], [0, 'inputs', 0, 'depType']],
  ['an argument that is a number', [{ outputs: ['x'], args: ['a', 5] }], [0, 'args', 1]],
  ['an argument with NUL', [{ outputs: ['x'], args: ['a\0b'] }], [0, 'args', 0]],
  ['an executable with NUL', [{ outputs: ['x'], executable: '/bin/\0x' }], [0, 'executable']],
  ['an invalid variable name', [{ outputs: ['x'], env: { 'A=B': '' } }], [0, 'env', 'A=B']],
  ['an object instead of a list', { outputs: ['x'] }, []],
])('rejects %s and names its place', async (_, answer, path) => {
  expect(await failuresOf(answer, 'x')).toMatchObject([{ reason: 'ask-bad-shape', problem: { path } }]);
});

test('returns the answers of several jobs in the order of the requests, whichever answers first', async () => {
  const slow = Promise.withResolvers<undefined>();
  const each: FakeProgram = (asked) => prints(asked.map((ref) => ({ outputs: [ref] })));
  const { ask } = fakeAsk({
    'a.configure': async (asked, request) => {
      await slow.promise;
      return each(asked, request);
    },
    'b.configure': (asked, request) => {
      slow.resolve(undefined);
      return each(asked, request);
    },
  });
  const requests = [
    { job, refs: refs('x', 'y') },
    { job: fakeJob('b'), refs: refs('z') },
  ];
  const configs = new Configs();
  const answers = await askJobs(requests, { ask, configs });
  expect(answers.map((answer) => answer.configs.flatMap((each) => configs.outputsOf(each)))).toEqual([
    ['x', 'y'],
    ['z'],
  ]);
});

test('keeps the configs and the failures of the other jobs if one job fails', async () => {
  const { ask } = fakeAsk({
    'a.configure': () => fails(1, 'no'),
    'b.configure': () => prints([{ outputs: ['z'] }]),
    'c.configure': () => prints([{ outputs: ['z', 'w'] }]),
  });
  const configs = new Configs();
  const claims = new Claims(configs);
  const requests = [
    { job, refs: refs('x') },
    { job: fakeJob('b'), refs: refs('z') },
    { job: fakeJob('c'), refs: refs('w', 'v') },
  ];
  const answers = await askJobs(requests, { ask, configs });
  expect(answers.flatMap((answer) => claimConfigs(answer, claims, undefined))).toMatchObject([
    { reason: 'ask-exit-non-zero' },
    { reason: 'ref-in-two-configs', refs: ['z'], first: { job: '//test:b' }, second: { job: '//test:c' } },
    { reason: 'configure-ref-missing', job: '//test:c', refs: ['v'] },
  ]);
  expect([0, 1].map((claim) => configs.outputsOf(claims.configOf(claim)))).toEqual([['z'], ['z', 'w']]);
  expect(claims.size).toBe(2);
  expect(claims.of(refs('z')[0]!)).toBe(0);
});

test('a program with patterns beside it is not asked about refs that no pattern matches', async () => {
  const { ask, calls } = fakeAsk({ 'a.configure': () => prints([]) });
  const makes = ['x/{day}'];
  expect(await configure({ ...job, makes }, refs('x/1', 'y/1'), { ask })).toEqual({
    ok: false,
    error: [{ reason: 'template-no-pattern', job: '//test:a', refs: ['y/1'], makes }],
  });
  expect(calls).toEqual([]);
});
