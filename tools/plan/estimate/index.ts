export { estimatePlan, type EstimatedPlan } from './estimate_plan.js';
export { sumEstimates } from './sum_estimates.js';
