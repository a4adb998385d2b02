import { expect, test } from '@jest/globals';
import { contract } from './contract.js';
import { buildGraph, targetsOf } from './csr.js';
import { levelsOf } from './levels.js';

test('contracts nodes into groups, with each edge once, in ascending order and none within a group', () => {
  const graph = buildGraph(6, [5, 5, 4, 3, 3, 1], [2, 0, 0, 0, 4, 0]);
  const groups = contract(graph, Int32Array.of(0, 0, 1, 2, 2, 2), 3);
  expect([0, 1, 2].map((group) => targetsOf(groups, group))).toEqual([[], [], [0, 1]]);
});

test('the level of a node is one above the highest that it depends on', () => {
  const graph = buildGraph(5, [1, 2, 3, 3, 4], [0, 1, 0, 2, 0]);
  expect([...levelsOf(graph)]).toEqual([0, 1, 2, 3, 1]);
});
