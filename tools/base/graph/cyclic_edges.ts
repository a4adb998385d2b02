import { filterEdges, targetsOf, type Graph } from './csr.js';
import { components } from './cycles.js';

interface Edge {
  readonly from: number;
  readonly to: number;
}

/**
 * Drops every edge that is part of a cycle, save those of `firm`: what remains goes round only where `firm` itself does.
 *
 * An edge is dropped whichever other edges make up its cycle, so which are dropped does not depend on how nodes are
 * numbered or edges ordered.
 *
 * @param firm the edges to keep in any case; a graph over the same nodes, all of whose edges are in `graph`, too
 * @returns what remains, and what was dropped in the order in which `graph` has it
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
