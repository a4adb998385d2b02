import { expect, test } from '@jest/globals';
import { buildGraph } from './csr.js';
import { reachable } from './reach.js';

// 0 → 1 → 2, 3 → 2, 4 alone
const graph = buildGraph(5, [0, 1, 3], [1, 2, 2]);

test('reaches the start nodes and everything that can be reached from them', () => {
  expect([...reachable(graph, [0])]).toEqual([1, 1, 1, 0, 0]);
  expect([...reachable(graph, [3, 4])]).toEqual([0, 0, 1, 1, 1]);
});

test('does not continue past a node that `enter` rejects, and calls `enter` once for each node', () => {
  const asked: number[] = [];
  const reached = reachable(graph, [0, 1, 0, 3], (node) => {
    asked.push(node);
    return node !== 1 && node !== 3;
  });
  expect([...reached]).toEqual([1, 1, 0, 1, 0]);
  expect(asked.toSorted()).toEqual([0, 1, 3]);
});
