export type { FoundTask, MergeFailure } from './failure.js';
export type { MergeSource } from './gather.js';
export { merge } from './merge.js';
export { readPlanOrJobGraph } from './read.js';
