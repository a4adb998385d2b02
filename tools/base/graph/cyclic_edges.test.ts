import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { buildGraph, targetsOf, type Graph } from './csr.js';
import { withoutCyclicEdges } from './cyclic_edges.js';
import { findCycles } from './cycles.js';
import { reachable } from './reach.js';

type EdgePair = readonly [from: number, to: number];

const NODES = 8;
const edgeLists = fc.array(fc.tuple(fc.nat(NODES - 1), fc.nat(NODES - 1)), { maxLength: 20 });

const build = (edges: readonly EdgePair[]): Graph =>
  buildGraph(
    NODES,
    edges.map(([from]) => from),
    edges.map(([, to]) => to),
  );

const edgesOf = (graph: Graph): EdgePair[] =>
  Array.from({ length: graph.nodeCount }, (_, from) =>
    Array.from(targetsOf(graph, from), (to): EdgePair => [from, to]),
  ).flat();

test('drops the loose edges of a cycle, and keeps its firm edges and loose edges that only lead to it', () => {
  // The firm edge 0 → 1 and the loose edges 1 → 2 → 0 form a cycle. The loose edge 3 → 0 leads to it. 4 → 4 is a
  // cycle of its own.
  const firm: EdgePair[] = [[0, 1]];
  const graph = build([...firm, [1, 2], [2, 0], [3, 0], [4, 4]]);
  const { graph: kept, dropped } = withoutCyclicEdges(graph, build(firm));
  expect(edgesOf(kept)).toEqual([
    [0, 1],
    [3, 0],
  ]);
  expect(dropped).toEqual([
    { from: 1, to: 2 },
    { from: 2, to: 0 },
    { from: 4, to: 4 },
  ]);
});

test('keeps a cycle of firm edges', () => {
  const firm = build([
    [0, 1],
    [1, 0],
  ]);
  expect(withoutCyclicEdges(firm, firm)).toEqual({ graph: firm, dropped: [] });
});

test('drops an edge exactly when it is loose and its end leads back to its start', () => {
  fc.assert(
    fc.property(edgeLists, edgeLists, (firmEdges, looseEdges) => {
      const firm = build(firmEdges);
      const graph = build([...firmEdges, ...looseEdges]);
      const isCyclic = ([from, to]: EdgePair): boolean =>
        reachable(graph, [to])[from] === 1 && !Array.from(targetsOf(firm, from)).includes(to);
      const { graph: kept, dropped } = withoutCyclicEdges(graph, firm);
      expect(dropped.map(({ from, to }) => [from, to])).toEqual(edgesOf(graph).filter(isCyclic));
      expect(edgesOf(kept)).toEqual(edgesOf(graph).filter((edge) => !isCyclic(edge)));
    }),
  );
});

test('leaves no cycle if the firm edges have none', () => {
  fc.assert(
    fc.property(edgeLists, edgeLists, (edges, looseEdges) => {
      const firmEdges = edges.filter(([from, to]) => to < from);
      const { graph } = withoutCyclicEdges(build([...firmEdges, ...looseEdges]), build(firmEdges));
      expect(findCycles(graph)).toEqual([]);
    }),
  );
});
