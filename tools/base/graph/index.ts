export { contract } from './contract.js';
export { buildGraph, filterEdges, reverse, targetsOf, type Graph } from './csr.js';
export { findCycles } from './cycles.js';
export { withoutCyclicEdges } from './cyclic_edges.js';
export { criticalPath } from './critical_path.js';
export { levelsOf } from './levels.js';
export { linkById, linkByInputs, type Waiter } from './link.js';
export { topologicalOrder } from './order.js';
export { reachable } from './reach.js';
