export type { LookupFailure } from './failure.js';
export { lookup, place, type LookupDeps, type Placement } from './lookup.js';
