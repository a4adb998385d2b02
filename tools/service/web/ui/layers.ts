/** Something that points from one node to another. */
export interface LayerEdge {
  readonly from: string;
  readonly to: string;
}

/**
 * Puts nodes into layers, so that edges lead to later layers, and orders each layer so that few of them cross. An edge that closes
 * a cycle, or leads from a node to itself, counts for nothing.
 *
 * @returns the nodes of each layer, in order
 */
export function layersOf(nodes: readonly string[], edges: readonly LayerEdge[]): readonly (readonly string[])[] {
  const into = new Map<string, string[]>(nodes.map((node) => [node, []]));
  const outOf = new Map<string, string[]>(nodes.map((node) => [node, []]));
  for (const { from, to } of edges) {
    if (from === to || !into.has(from)) continue;
    into.get(to)?.push(from);
    outOf.get(from)?.push(to);
  }
  const depths = depthsOf(nodes, into);
  const layers: string[][] = [];
  for (const node of nodes) (layers[depths.get(node) ?? 0] ??= []).push(node);
  // Twice there and back: the order settles soon.
  for (let round = 0; round < 4; round++) {
    const isForth = round % 2 === 0;
    const order = isForth ? layers.slice(1) : layers.slice(0, -1).reverse();
    const places = new Map(
      layers.flatMap((layer) => layer.map((node, index) => [node, index / layer.length] as const)),
    );
    for (const layer of order) {
      const middles = new Map(
        layer.map((node) => [node, middleOf((isForth ? into : outOf).get(node) ?? [], places, node)]),
      );
      layer.sort((a, b) => (middles.get(a) ?? 0) - (middles.get(b) ?? 0));
      for (const [index, node] of layer.entries()) places.set(node, index / layer.length);
    }
  }
  return layers;
}

/** The longest way to each node. */
function depthsOf(nodes: readonly string[], into: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  const open = new Set<string>();
  const visit = (node: string): number => {
    const known = depths.get(node);
    if (known !== undefined) return known;
    open.add(node);
    const before = (into.get(node) ?? []).filter((each) => !open.has(each)).map(visit);
    open.delete(node);
    const depth = before.length === 0 ? 0 : Math.max(...before) + 1;
    depths.set(node, depth);
    return depth;
  };
  nodes.forEach(visit);
  return depths;
}

function middleOf(neighbours: readonly string[], places: ReadonlyMap<string, number>, node: string): number {
  const known = neighbours.map((each) => places.get(each) ?? 0);
  return known.length === 0 ? (places.get(node) ?? 0) : known.reduce((sum, place) => sum + place) / known.length;
}
