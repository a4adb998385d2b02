import { expect, test } from '@jest/globals';
import { buildGraph, targetsOf } from './csr.js';
import { selectNodes } from './select_nodes.js';

test('has the selected nodes in the order given, with the edges between them', () => {
  // 0 → 3, 2, 1; 1 → 2; 3 → 1
  const graph = buildGraph(4, [0, 0, 0, 1, 3], [3, 2, 1, 2, 1]);
  const selected = selectNodes(graph, Int32Array.of(1, 3, 0));
  expect(selected.nodeCount).toBe(3);
  expect([0, 1, 2].map((node) => targetsOf(selected, node))).toEqual([[], [0], [1, 0]]);
});

test('is the same graph for all nodes in their order, and empty for none', () => {
  const graph = buildGraph(3, [0, 0, 2], [1, 2, 1]);
  expect(selectNodes(graph, Int32Array.of(0, 1, 2))).toEqual(graph);
  expect(selectNodes(graph, new Int32Array())).toEqual(buildGraph(0, [], []));
});
