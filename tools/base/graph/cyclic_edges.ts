import { filterEdges, targetsOf, type Graph } from './csr.js';
import { components } from './cycles.js';

interface Edge {
  readonly from: number;
  readonly to: number;
}

/**
 * Drops every edge that is part of a cycle, except those of `firm`. Cycles that remain consist of `firm` edges only.
 *
 * All loose edges of a cycle are dropped, not just one. So the result does not depend on how nodes are numbered or
 * edges are ordered.
 *
 * @param firm the edges to keep; a graph over the same nodes, all of whose edges are also in `graph`
 * @returns the graph that remains, and the dropped edges in the order of `graph`
 */
export function withoutCyclicEdges(
  graph: Graph,
  firm: Graph,
): { readonly graph: Graph; readonly dropped: readonly Edge[] } {
  const component = components(graph);
  const firmTargets = new Set<number>();
  let firmTargetsOf = -1;
  const dropped: Edge[] = [];
  const kept = filterEdges(graph, (from, to) => {
    if (component[from] !== component[to]) return true;
    if (firmTargetsOf !== from) {
      firmTargets.clear();
      for (const target of targetsOf(firm, from)) firmTargets.add(target);
      firmTargetsOf = from;
    }
    if (firmTargets.has(to)) return true;
    dropped.push({ from, to });
    return false;
  });
  return { graph: kept, dropped };
}
