export { DEFAULT_LIMITS, type Limits } from './limits.js';
export type { EntryProblem, UnpackFailure } from './unpack_failure.js';
