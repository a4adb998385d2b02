export type { LookupFailure, PatternClaim } from './failure.js';
export { lookup, place, type LookupDeps } from './lookup.js';
export type { Placement } from './placement.js';
