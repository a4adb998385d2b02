import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { buildGraph } from './csr.js';
import { topologicalOrder } from './order.js';

test('puts every node after everything that it depends on', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(14), fc.nat(14)), { maxLength: 60 }), (pairs) => {
      // Edges from the higher to the lower number only, under a fixed shuffle of the numbers: no cycle is possible.
      const shuffled = (node: number): number => (node * 7) % 15;
      const edges = pairs.filter(([a, b]) => a !== b).map(([a, b]) => [Math.max(a, b), Math.min(a, b)] as const);
      const from = edges.map(([high]) => shuffled(high));
      const to = edges.map(([, low]) => shuffled(low));
      const order = [...topologicalOrder(buildGraph(15, from, to))];
      expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 15 }, (_, node) => node));
      for (const [edge, source] of from.entries()) {
        expect(order.indexOf(source)).toBeGreaterThan(order.indexOf(to[edge] ?? -1));
      }
    }),
  );
});

test('nodes that depend on nothing stay in ascending order', () => {
  expect([...topologicalOrder(buildGraph(4, [], []))]).toEqual([0, 1, 2, 3]);
});

test('leaves out a cycle and what depends on it, and nothing else', () => {
  // 0 → 1 → 2 → 1, 3 alone, 1 → 4
  expect([...topologicalOrder(buildGraph(5, [0, 1, 2, 1], [1, 2, 1, 4]))]).toEqual([3, 4]);
});

test('orders a chain of 100,000 nodes', () => {
  const length = 100_000;
  const from = Array.from({ length: length - 1 }, (_, node) => node);
  const order = topologicalOrder(
    buildGraph(
      length,
      from,
      from.map((node) => node + 1),
    ),
  );
  expect(order).toHaveLength(length);
  expect(order[0]).toBe(length - 1);
  expect(order[length - 1]).toBe(0);
});
