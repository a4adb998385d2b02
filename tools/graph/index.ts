export { buildGraph, filterEdges, reverse, targetsOf, type Graph } from './csr.js';
export { components, findCycles } from './cycles.js';
export { criticalPath } from './critical_path.js';
export { topologicalOrder } from './order.js';
export { reachable } from './reach.js';
