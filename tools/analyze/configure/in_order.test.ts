import { expect, test } from '@jest/globals';
import type { TaskConfig } from '../../base/model/index.js';
import { refs } from '../../dev/testing/index.js';
import { Configs } from './configs.js';
import { inOrderOf } from './in_order.js';

const config = (...outputs: string[]): TaskConfig => ({
  outputs: refs(...outputs),
  inputs: [],
  args: [],
  env: {},
  executable: 'run',
});

/** Outputs of the configs, sorted for refs. */
const sorted = (wanted: readonly string[], ...answer: readonly (readonly string[])[]) => {
  const configs = new Configs();
  const numbers = answer.map((outputs) => configs.add(config(...outputs)));
  const { requested, others } = inOrderOf(refs(...wanted), numbers, configs);
  const outputs = (each: readonly number[]): string[] => each.map((one) => configs.outputsOf(one).join('+'));
  return { requested: outputs(requested), others: outputs(others) };
};

test('sorts configs by the refs, whatever the order of the answer', () => {
  expect(sorted(['x', 'y', 'z'], ['z'], ['x'], ['y'])).toEqual({ requested: ['x', 'y', 'z'], others: [] });
  expect(sorted(['x', 'y', 'z'], ['x'], ['y'], ['z'])).toEqual({ requested: ['x', 'y', 'z'], others: [] });
});

test('sorts a config that makes several of the refs by the first of them', () => {
  expect(sorted(['x', 'y', 'z'], ['y'], ['more', 'z', 'x'])).toEqual({ requested: ['more+z+x', 'y'], others: [] });
});

test('separates configs that make none of the refs', () => {
  expect(sorted(['x'], ['a', 'b'], ['x'], ['c'])).toEqual({ requested: ['x'], others: ['a+b', 'c'] });
  expect(sorted(['x'], ['x'], ['c'])).toEqual({ requested: ['x'], others: ['c'] });
});

test('keeps both of two configs with the same first ref, the later one at the end', () => {
  expect(sorted(['x', 'y'], ['x', '1'], ['y'], ['x', '2'])).toEqual({ requested: ['x+1', 'y', 'x+2'], others: [] });
});
