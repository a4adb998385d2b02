import { at, buildGraph, type Graph } from './csr.js';

/**
 * The graph between groups of nodes: an edge from one group to another if any of its nodes has one. The targets of a
 * group are in ascending order.
 *
 * @param groupOf the group of each node
 * @param groupCount the groups are 0 to `groupCount - 1`
 */
export function contract(graph: Graph, groupOf: Int32Array, groupCount: number): Graph {
  const from: number[] = [];
  const to: number[] = [];
  for (let node = 0; node < graph.nodeCount; node++) {
    const group = at(groupOf, node);
    for (let edge = at(graph.offsets, node); edge < at(graph.offsets, node + 1); edge++) {
      const target = at(groupOf, at(graph.targets, edge));
      if (target === group) continue;
      from.push(group);
      to.push(target);
    }
  }
  const contracted = buildGraph(groupCount, from, to);
  for (let group = 0; group < groupCount; group++) {
    contracted.targets.subarray(at(contracted.offsets, group), at(contracted.offsets, group + 1)).sort();
  }
  return contracted;
}
