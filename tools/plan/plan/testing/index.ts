export { chain, edit, someRefs, world, type Edit } from './edits.js';
export type { Expected } from './expected_plan.js';
export { closure, makerOf, nameOf, originOf, sameContent, sameVersion, type PlanQuestion } from './model.js';
export { record } from './record.js';
export { Story } from './story.js';
export { analyzeWorld, refsOf, type Ways, type World } from './world.js';
