export { CatalogGraph } from './catalog_graph.js';
export { outputs, values } from './json_lines.js';
export { end, TestGraph } from './test_graph.js';
