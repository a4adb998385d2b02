export { estimatesByJob } from './estimate_by_job.js';
export { sumEstimates } from './sum_estimates.js';
