import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { buildGraph, filterEdges, reverse, targetsOf, type Graph } from './csr.js';

/** Node count and edges between them. */
const edgeLists = fc
  .integer({ min: 1, max: 12 })
  .chain((nodeCount) =>
    fc.tuple(
      fc.constant(nodeCount),
      fc.array(fc.tuple(fc.nat(nodeCount - 1), fc.nat(nodeCount - 1)), { maxLength: 40 }),
    ),
  );

const build = (nodeCount: number, edges: readonly (readonly [number, number])[]): Graph =>
  buildGraph(
    nodeCount,
    edges.map(([from]) => from),
    edges.map(([, to]) => to),
  );

const adjacency = (graph: Graph): number[][] =>
  Array.from({ length: graph.nodeCount }, (_, node) => [...targetsOf(graph, node)]);

test('keeps the targets of each node in the order given, each once', () => {
  fc.assert(
    fc.property(edgeLists, ([nodeCount, edges]) => {
      const model = Array.from({ length: nodeCount }, (_, node) => [
        ...new Set(edges.filter(([from]) => from === node).map(([, to]) => to)),
      ]);
      expect(adjacency(build(nodeCount, edges))).toEqual(model);
    }),
  );
});

test('the reverse graph has every edge reversed, and lists sources in ascending order', () => {
  fc.assert(
    fc.property(edgeLists, ([nodeCount, edges]) => {
      const graph = build(nodeCount, edges);
      const model = Array.from({ length: nodeCount }, (_, node) =>
        adjacency(graph).flatMap((targets, from) => (targets.includes(node) ? [from] : [])),
      );
      expect(adjacency(reverse(graph))).toEqual(model);
    }),
  );
});

test('filtering keeps exactly the edges that the predicate accepts', () => {
  fc.assert(
    fc.property(edgeLists, ([nodeCount, edges]) => {
      const graph = build(nodeCount, edges);
      const keep = (from: number, to: number): boolean => (from + to) % 2 === 0;
      expect(adjacency(filterEdges(graph, keep))).toEqual(
        adjacency(graph).map((targets, from) => targets.filter((to) => keep(from, to))),
      );
    }),
  );
});

test('rejects an edge to a node that does not exist', () => {
  expect(() => buildGraph(2, [0], [2])).toThrow(RangeError);
  expect(() => buildGraph(2, [5], [0])).toThrow(RangeError);
});
