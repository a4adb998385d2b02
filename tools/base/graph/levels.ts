import { at, type Graph } from './csr.js';

/**
 * The level of each node: 0 if it depends on nothing, else one more than the highest level that it depends on.
 *
 * @param graph every edge goes to a node with a lower number
 */
export function levelsOf({ nodeCount, offsets, targets }: Graph): Int32Array {
  const levels = new Int32Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    let level = 0;
    for (let edge = at(offsets, node); edge < at(offsets, node + 1); edge++) {
      level = Math.max(level, at(levels, at(targets, edge)) + 1);
    }
    levels[node] = level;
  }
  return levels;
}
