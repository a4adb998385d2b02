export type { FireOptions } from './control.js';
export { dropEvents } from './drop_events.js';
export type { DueSlots, SkippedRange, SkipReason } from './due_slots.js';
export type { MatchedChange, Payload } from './event.js';
export type { TriggerEvent } from './events.js';
export { describeTriggerFailure, type TriggerFailure } from './failure.js';
export type { Look } from './look.js';
export {
  LIMITS,
  type Accept,
  type ChangeFeed,
  type Limits,
  type Parts,
  type RefusedRequest,
  type TriggerRequest,
  type TriggerSource,
} from './parts.js';
export type { TriggerProblem } from './problem.js';
export { migrateTriggers } from './schema.js';
export type { Simulated, SimulateOptions, Simulation } from './simulate.js';
export { Triggers } from './triggers.js';
export { ReaderIndex } from './reader_index.js';
export type { TriggerView } from './view.js';
