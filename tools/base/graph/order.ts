import { at, reverse, type Graph } from './csr.js';

/**
 * Orders nodes so that each comes after everything that it depends on (Kahn's algorithm, first in first out).
 *
 * Nodes that become ready together stay in ascending order. Nodes on a cycle, and nodes that depend on one, are left
 * out: the order is complete exactly when its length is `nodeCount`.
 *
 * @param dependents the reverse of `graph`, if the caller already has it
 */
export function topologicalOrder(graph: Graph, dependents: Graph = reverse(graph)): Int32Array {
  const waitingFor = new Int32Array(graph.nodeCount);
  const order = new Int32Array(graph.nodeCount);
  let filled = 0;
  for (let node = 0; node < graph.nodeCount; node++) {
    const count = at(graph.offsets, node + 1) - at(graph.offsets, node);
    waitingFor[node] = count;
    if (count === 0) order[filled++] = node;
  }
  for (let read = 0; read < filled; read++) {
    const node = at(order, read);
    for (let edge = at(dependents.offsets, node); edge < at(dependents.offsets, node + 1); edge++) {
      const dependent = at(dependents.targets, edge);
      if (--waitingFor[dependent]! === 0) order[filled++] = dependent;
    }
  }
  return order.subarray(0, filled);
}
