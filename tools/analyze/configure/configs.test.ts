import { expect, test } from '@jest/globals';
import type { TaskConfig } from '../../base/model/index.js';
import { Configs } from './configs.js';

/** A config, as it is parsed from JSON. */
const config = (fields: object): TaskConfig =>
  JSON.parse(
    JSON.stringify({ outputs: ['x'], inputs: [], args: [], env: {}, executable: 'x', ...fields }),
  ) as TaskConfig;

const added = (...configs: readonly TaskConfig[]): Configs => {
  const all = new Configs();
  expect(configs.map((each) => all.add(each))).toEqual(configs.map((_, number) => number));
  return all;
};

const read = { depType: 'materialize', ref: 'r' };

test('gives back every field of a config', () => {
  const whole = config({
    outputs: ['größe', 'y/1'],
    inputs: [{ depType: 'query', ref: 'r' }, read],
    args: ['--x', '"\n\ud800', ''],
    env: { B: '', A: '1' },
  });
  const configs = added(whole, config({}), whole);
  expect([0, 1, 2].map((number) => JSON.stringify(configs.config(number)))).toEqual(
    [whole, config({}), whole].map((each) => JSON.stringify(each)),
  );
});

test('counts an output that is written twice once', () => {
  const outputs = Array.from({ length: 200_000 }, (_, number) => `y/${String(number % 150_000)}`);
  expect(added(config({ outputs })).outputsOf(0).join()).toBe([...new Set(outputs)].join());
});

test('keeps an input that several configs read once', () => {
  const configs = added(config({ inputs: [read] }), config({ inputs: [{ depType: 'query', ref: 'q' }, read] }));
  expect(configs.config(0).inputs[0]).toBe(configs.config(1).inputs[1]);
});

test('keeps the fields of an input in their order, which plans show', () => {
  const turned = { ref: 'r', depType: 'materialize' };
  const lists = [[read], [turned], [turned, read]];
  const configs = added(...lists.map((inputs) => config({ inputs })));
  expect(lists.map((_, number) => JSON.stringify(configs.config(number).inputs))).toEqual(
    lists.map((inputs) => JSON.stringify(inputs)),
  );
});

test('compares all that configs say, and nothing else', () => {
  const turned = { ref: 'r', depType: 'materialize' };
  const base = { inputs: [read], args: ['1'], env: { A: '1', B: '2' } };
  const same = [base, { ...base, inputs: [turned] }, { ...base, env: { B: '2', A: '1' } }];
  const others = [
    { ...base, outputs: ['y'] },
    { ...base, outputs: ['x', 'y'] },
    { ...base, inputs: [] },
    { ...base, inputs: [{ depType: 'query', ref: 'r' }] },
    { ...base, args: ['1', ''] },
    { ...base, env: { A: '1' } },
    { ...base, executable: 'y' },
  ];
  const configs = added(...[...same, ...others].map(config));
  const equal = Array.from({ length: configs.size }, (_, number) => configs.areEqual(0, number));
  expect(equal).toEqual([...same.map(() => true), ...others.map(() => false)]);
});

test('forgets the configs that it is cut back by, and keeps the numbers of their refs', () => {
  const configs = added(config({}), config({ outputs: ['y'], inputs: [read] }));
  const number = configs.output(configs.outputsBegin(1));
  configs.addOutput(number);
  configs.truncate(1);
  expect(configs.size).toBe(1);
  expect(configs.add(config({ outputs: ['y'] }))).toBe(1);
  expect(configs.config(1)).toEqual(config({ outputs: ['y'] }));
  expect(configs.output(configs.outputsBegin(1))).toBe(number);
});
