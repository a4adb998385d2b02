import { at, type Graph } from './csr.js';

/**
 * Marks every node that can be reached along edges.
 *
 * @param starts where the walk begins; these nodes count as reached
 * @param enter whether the walk continues past a node; called once for each node reached. By default it always
 *   continues.
 * @returns 1 for each node reached, 0 for the others
 */
export function reachable(
  graph: Graph,
  starts: Iterable<number>,
  enter: (node: number) => boolean = () => true,
): Uint8Array {
  const reached = new Uint8Array(graph.nodeCount);
  const stack: number[] = [];
  const reach = (node: number): void => {
    if (reached[node] === 1) return;
    reached[node] = 1;
    if (enter(node)) stack.push(node);
  };
  for (const start of starts) reach(start);
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    for (let edge = at(graph.offsets, node); edge < at(graph.offsets, node + 1); edge++) reach(at(graph.targets, edge));
  }
  return reached;
}
