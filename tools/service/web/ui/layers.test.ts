import { expect, test } from '@jest/globals';
import { layersOf } from './layers.js';

const edges = (...texts: readonly string[]) => texts.map((text) => ({ from: text[0] ?? '', to: text[1] ?? '' }));

test('a node is in the layer after the last of those that lead to it', () => {
  expect(layersOf(['d', 'c', 'b', 'a'], edges('ab', 'bc', 'ac', 'cd'))).toEqual([['a'], ['b'], ['c'], ['d']]);
});

test('nodes are ordered so that edges do not cross', () => {
  expect(layersOf(['a', 'b', 'x', 'y'], edges('ay', 'bx'))[1]).toEqual(['y', 'x']);
});

test('cycles, edges to oneself and edges to what is not there do no harm', () => {
  expect(
    layersOf(['a', 'b'], edges('ab', 'ba', 'aa', 'zb', 'az'))
      .flat()
      .sort(),
  ).toEqual(['a', 'b']);
});
