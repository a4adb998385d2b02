import { expect, test } from '@jest/globals';
import { criticalPath } from './critical_path.js';
import { buildGraph, reverse } from './csr.js';
import { topologicalOrder } from './order.js';

test('gives each node the length of the longest path through its dependents', () => {
  // 3 waits for 1 and 2, which wait for 0: 0 → {1 takes 5, 2 takes 1} → 3
  const graph = buildGraph(4, [1, 2, 3, 3], [0, 0, 1, 2]);
  const own = Float64Array.of(1, 5, 1, 2);
  expect([...criticalPath(reverse(graph), topologicalOrder(graph), own)]).toEqual([8, 7, 3, 2]);
});

test('handles a chain of 100,000 nodes', () => {
  const length = 100_000;
  const from = Array.from({ length: length - 1 }, (_, node) => node + 1);
  const graph = buildGraph(
    length,
    from,
    from.map((node) => node - 1),
  );
  const priority = criticalPath(reverse(graph), topologicalOrder(graph), new Float64Array(length).fill(1));
  expect(priority[0]).toBe(length);
  expect(priority[length - 1]).toBe(1);
});
