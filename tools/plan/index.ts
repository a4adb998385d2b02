export type { PlanFileFailure } from './failure.js';
export { plan, type PlanDeps } from './plan.js';
export { readPlan } from './read.js';
export { writePlan } from './write.js';
