import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { buildGraph, targetsOf } from './csr.js';
import { components, findCycles } from './cycles.js';
import { topologicalOrder } from './order.js';
import { reachable } from './reach.js';

const edgeLists = fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 25 });

const build = (edges: readonly (readonly [number, number])[]) =>
  buildGraph(
    10,
    edges.map(([from]) => from),
    edges.map(([, to]) => to),
  );

test('two nodes share a component exactly when each can be reached from the other', () => {
  fc.assert(
    fc.property(edgeLists, (edges) => {
      const graph = build(edges);
      const component = components(graph);
      for (let a = 0; a < 10; a++) {
        for (let b = 0; b < 10; b++) {
          const mutual = reachable(graph, [a])[b] === 1 && reachable(graph, [b])[a] === 1;
          expect(component[a] === component[b]).toBe(mutual);
        }
      }
    }),
  );
});

test('finds a cycle exactly if the graph has no topological order', () => {
  fc.assert(
    fc.property(edgeLists, (edges) => {
      const graph = build(edges);
      expect(findCycles(graph).length === 0).toBe(topologicalOrder(graph).length === 10);
    }),
  );
});

test('a cycle follows edges, visits no node twice, and begins with its lowest node', () => {
  fc.assert(
    fc.property(edgeLists, (edges) => {
      const graph = build(edges);
      for (const cycle of findCycles(graph)) {
        expect(new Set(cycle).size).toBe(cycle.length);
        expect(cycle[0]).toBe(Math.min(...cycle));
        for (const [step, node] of cycle.entries()) {
          expect([...targetsOf(graph, node)]).toContain(cycle[(step + 1) % cycle.length]);
        }
      }
    }),
  );
});

test('reports one cycle for each group, the shortest', () => {
  // 0 → 1 → 2 → 0 and the short cut 1 → 0; 3 ⇄ 4; 5 → 5
  expect(findCycles(buildGraph(6, [0, 1, 2, 1, 3, 4, 5], [1, 2, 0, 0, 4, 3, 5]))).toEqual([[0, 1], [3, 4], [5]]);
});

test('finds the only cycle of a ring of 100,000 nodes', () => {
  const length = 100_000;
  const from = Array.from({ length }, (_, node) => node);
  const [cycle] = findCycles(
    buildGraph(
      length,
      from,
      from.map((node) => (node + 1) % length),
    ),
  );
  expect(cycle).toEqual(from);
});
