export { explain, type ExplainDeps } from './explain.js';
export { follows, type Depth } from './compare.js';
export { counts, type Weight } from './counts.js';
export * from './schema.js';
