export { explain, type ExplainDeps } from './explain.js';
export { counts, type Weight } from './counts.js';
export * from './schema.js';
