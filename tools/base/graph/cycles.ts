import { at, type Graph } from './csr.js';

/**
 * Numbers the strongly connected components (Tarjan's algorithm, with an explicit stack instead of recursion).
 *
 * @returns for each node the number of its component; two nodes share it exactly when each depends on the other
 */
export function components(graph: Graph): Int32Array {
  const { nodeCount, offsets, targets } = graph;
  const component = new Int32Array(nodeCount).fill(-1);
  const visited = new Int32Array(nodeCount).fill(-1);
  const low = new Int32Array(nodeCount);
  const nextEdge = offsets.slice(0, nodeCount);
  const open = new Int32Array(nodeCount);
  const path = new Int32Array(nodeCount);
  let openCount = 0;
  let pathLength = 0;
  let visits = 0;
  let componentCount = 0;

  const enter = (node: number): void => {
    visited[node] = low[node] = visits++;
    open[openCount++] = node;
    path[pathLength++] = node;
  };

  for (let start = 0; start < nodeCount; start++) {
    if (visited[start] !== -1) continue;
    enter(start);
    while (pathLength > 0) {
      const node = at(path, pathLength - 1);
      if (at(nextEdge, node) < at(offsets, node + 1)) {
        const target = at(targets, nextEdge[node]!++);
        if (visited[target] === -1) enter(target);
        else if (component[target] === -1) low[node] = Math.min(at(low, node), at(visited, target));
        continue;
      }
      pathLength--;
      if (pathLength > 0) {
        const parent = at(path, pathLength - 1);
        low[parent] = Math.min(at(low, parent), at(low, node));
      }
      if (low[node] === visited[node]) {
        let member: number;
        do {
          member = at(open, --openCount);
          component[member] = componentCount;
        } while (member !== node);
        componentCount++;
      }
    }
  }
  return component;
}

/**
 * Finds one cycle in each group of nodes that depend on one another: the shortest through the group's first node.
 *
 * @returns each cycle as its nodes in the order of the edges, beginning with the lowest; the first is not repeated
 */
export function findCycles(graph: Graph): number[][] {
  const component = components(graph);
  const size = new Int32Array(graph.nodeCount);
  for (const number of component) size[number]!++;
  const reported = new Uint8Array(graph.nodeCount);
  const cameFrom = new Int32Array(graph.nodeCount).fill(-1);
  const cycles: number[][] = [];
  for (let node = 0; node < graph.nodeCount; node++) {
    const group = at(component, node);
    if (reported[group] === 1) continue;
    reported[group] = 1;
    const mayCycle = at(size, group) > 1 || hasEdge(graph, node, node);
    if (mayCycle) cycles.push(shortestCycle(graph, node, component, cameFrom));
  }
  return cycles;
}

/** Breadth-first walk from `start` inside its component, until an edge leads back to it. */
function shortestCycle(graph: Graph, start: number, component: Int32Array, cameFrom: Int32Array): number[] {
  const queue = [start];
  for (const node of queue) {
    for (let edge = at(graph.offsets, node); edge < at(graph.offsets, node + 1); edge++) {
      const target = at(graph.targets, edge);
      if (target === start) {
        const cycle = [node];
        for (let step = node; step !== start;) cycle.push((step = at(cameFrom, step)));
        return cycle.reverse();
      }
      if (component[target] !== component[start] || cameFrom[target] !== -1) continue;
      cameFrom[target] = node;
      queue.push(target);
    }
  }
  throw new Error('a strongly connected component has a cycle through each of its nodes');
}

function hasEdge(graph: Graph, from: number, to: number): boolean {
  for (let edge = at(graph.offsets, from); edge < at(graph.offsets, from + 1); edge++) {
    if (graph.targets[edge] === to) return true;
  }
  return false;
}
