import type { Call } from '../call.js';
import { ACTIVITY_CALLS } from './activity.js';
import { CATALOG_CALLS } from './catalog.js';
import { POOL_CALLS } from './pools.js';

/** All calls of the API, in the order of the reference. */
export const CALLS: readonly Call[] = [...POOL_CALLS, ...CATALOG_CALLS, ...ACTIVITY_CALLS];
