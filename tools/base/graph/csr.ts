/**
 * A directed graph over the integers 0 to nodeCount - 1, as compressed adjacency: the targets of node `n` are
 * `targets[offsets[n]]` up to `targets[offsets[n + 1] - 1]`.
 *
 * An edge goes from a node to what it depends on.
 */
export interface Graph {
  readonly nodeCount: number;
  /** nodeCount + 1 items. */
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
}

/**
 * Builds a graph from parallel arrays of edges. The targets of a node keep the order given; duplicates are dropped.
 *
 * @param from source of each edge
 * @param to target of each edge, as many as `from`
 */
export function buildGraph(nodeCount: number, from: ArrayLike<number>, to: ArrayLike<number>): Graph {
  const { offsets, targets } = bucket(nodeCount, from, to);
  const seenBy = new Int32Array(nodeCount).fill(-1);
  let kept = 0;
  let begin = 0;
  for (let node = 0; node < nodeCount; node++) {
    const end = at(offsets, node + 1);
    for (let edge = begin; edge < end; edge++) {
      const target = at(targets, edge);
      if (seenBy[target] === node) continue;
      seenBy[target] = node;
      targets[kept++] = target;
    }
    begin = end;
    offsets[node + 1] = kept;
  }
  return { nodeCount, offsets, targets: targets.subarray(0, kept) };
}

/** The same graph with every edge reversed: from a node to those that depend on it. */
export function reverse(graph: Graph): Graph {
  const { nodeCount, offsets, targets } = graph;
  const sources = new Int32Array(targets.length);
  for (let node = 0; node < nodeCount; node++) sources.fill(node, at(offsets, node), at(offsets, node + 1));
  return { nodeCount, ...bucket(nodeCount, targets, sources) };
}

/** The graph without the edges for which `keep` returns false. */
export function filterEdges(graph: Graph, keep: (from: number, to: number) => boolean): Graph {
  const offsets = new Int32Array(graph.nodeCount + 1);
  const targets = new Int32Array(graph.targets.length);
  let kept = 0;
  for (let node = 0; node < graph.nodeCount; node++) {
    for (let edge = at(graph.offsets, node); edge < at(graph.offsets, node + 1); edge++) {
      const target = at(graph.targets, edge);
      if (keep(node, target)) targets[kept++] = target;
    }
    offsets[node + 1] = kept;
  }
  return { nodeCount: graph.nodeCount, offsets, targets: targets.subarray(0, kept) };
}

/**
 * The targets of one node, as a plain array. A typed-array view of the graph's own array would take more memory, and
 * longer to create.
 */
export function targetsOf(graph: Graph, node: number): readonly number[] {
  const begin = at(graph.offsets, node);
  const targets = new Array<number>(at(graph.offsets, node + 1) - begin);
  for (let index = 0; index < targets.length; index++) targets[index] = at(graph.targets, begin + index);
  return targets;
}

/** An element that must exist; an index out of range is a bug of ours. */
export function at(array: Int32Array, index: number): number {
  const value = array[index];
  if (value === undefined) throw new RangeError(`index ${String(index)} of ${String(array.length)}`);
  return value;
}

/** Counting sort of edges by source; stable. */
function bucket(
  nodeCount: number,
  from: ArrayLike<number>,
  to: ArrayLike<number>,
): { offsets: Int32Array; targets: Int32Array } {
  const edgeCount = from.length;
  const offsets = new Int32Array(nodeCount + 1);
  for (let edge = 0; edge < edgeCount; edge++) offsets[nodeAt(from, edge, nodeCount) + 1]!++;
  for (let node = 0; node < nodeCount; node++) offsets[node + 1]! += at(offsets, node);
  const next = offsets.slice(0, nodeCount);
  const targets = new Int32Array(edgeCount);
  for (let edge = 0; edge < edgeCount; edge++) {
    targets[next[nodeAt(from, edge, nodeCount)]!++] = nodeAt(to, edge, nodeCount);
  }
  return { offsets, targets };
}

/** One end of an edge; a number that is not a node is a bug of ours. */
function nodeAt(ends: ArrayLike<number>, edge: number, nodeCount: number): number {
  const node = ends[edge];
  if (node === undefined || node < 0 || node >= nodeCount) {
    throw new RangeError(`edge ${String(edge)} ends at ${String(node)}, of ${String(nodeCount)} nodes`);
  }
  return node;
}
