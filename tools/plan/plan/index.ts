export {
  compareRecorded,
  differencesOf,
  type ComparedBy,
  type Differences,
  type InputMove,
  type Recorded,
  type TextMove,
} from './differences.js';
export { standingOfPlan, tasksLeft, withCodeOfNow, type Drift, type PlanStanding } from './drift.js';
export { isEdited, tasksUnlikeTheirKeys } from './edited.js';
export { foreignExecutables, type ForeignExecutable } from './foreign.js';
export { readDocument, type PlanBytes, type PlanDocument } from './document.js';
export type { PlanFailure, PlanFileFailure } from './failure.js';
export { planId } from './id.js';
export { effectiveKeys, standTasks, type Keys, type StandingTask } from './effective.js';
export { plan, validityBy, type PlanDeps } from './plan.js';
export { editedPlanOf, readEditedPlan, readPlan } from './read.js';
export { reasonOf } from './reasons.js';
export type { JobValidity, PlanRequest } from './request.js';
export { noteOf, proves, standingOf, type Standing } from './standing.js';
export { writePlan } from './write.js';
