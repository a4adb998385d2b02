import { at, type Graph } from './csr.js';

/**
 * For each node, the time from its start until everything that depends on it has finished, if nothing else delays
 * them: `priority(n) = own(n) + max(priority(dependents))`. Starting the node with the highest value first keeps the
 * longest chain moving.
 *
 * @param dependents from each node to those that depend on it
 * @param order topological order of all nodes, dependencies first
 * @param own duration of each node, in any unit
 */
export function criticalPath(dependents: Graph, order: Int32Array, own: Float64Array): Float64Array {
  const priority = new Float64Array(dependents.nodeCount);
  for (let position = order.length - 1; position >= 0; position--) {
    const node = at(order, position);
    let longest = 0;
    for (let edge = at(dependents.offsets, node); edge < at(dependents.offsets, node + 1); edge++) {
      longest = Math.max(longest, priority[at(dependents.targets, edge)] ?? 0);
    }
    priority[node] = (own[node] ?? 0) + longest;
  }
  return priority;
}
