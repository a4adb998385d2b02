import { at, type Graph } from './csr.js';

/**
 * The part of a graph that has only some of its nodes, numbered in the order given. Edges to other nodes are left out,
 * and the targets of a node keep their order.
 *
 * @param nodes without duplicates
 */
export function selectNodes({ nodeCount, offsets, targets }: Graph, nodes: Int32Array): Graph {
  const newNumber = new Int32Array(nodeCount).fill(-1);
  let edges = 0;
  for (let number = 0; number < nodes.length; number++) {
    const node = at(nodes, number);
    newNumber[node] = number;
    edges += at(offsets, node + 1) - at(offsets, node);
  }
  const keptOffsets = new Int32Array(nodes.length + 1);
  const keptTargets = new Int32Array(edges);
  let kept = 0;
  for (let number = 0; number < nodes.length; number++) {
    const node = at(nodes, number);
    const end = at(offsets, node + 1);
    for (let edge = at(offsets, node); edge < end; edge++) {
      const target = at(newNumber, at(targets, edge));
      if (target >= 0) keptTargets[kept++] = target;
    }
    keptOffsets[number + 1] = kept;
  }
  return { nodeCount: nodes.length, offsets: keptOffsets, targets: keptTargets.subarray(0, kept) };
}
