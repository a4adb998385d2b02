export { compareJobs } from './compare_jobs.js';
export { compareConfigs, compareTasks } from './compare_tasks.js';
export { diff } from './diff.js';
export { maskDiff } from './mask_diff.js';
export { materializeMoves } from './materialize_moves.js';
export * from './schema.js';
