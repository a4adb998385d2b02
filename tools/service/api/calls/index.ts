import type { Call } from '../call.js';
import { ACTIVITY_CALLS } from './activity.js';
import { BUILD_LOG_CALLS } from './build_logs.js';
import { BUILD_PROGRESS_CALLS } from './build_progress.js';
import { BUILD_CALLS } from './builds.js';
import { CATALOG_CALLS } from './catalog.js';
import { EVENT_CALLS } from './events.js';
import { DEPLOYMENT_CALLS } from './deployments.js';
import { GRAPH_CALLS } from './graphs.js';
import { GRID_CALLS } from './grid.js';
import { LINEAGE_CALLS } from './lineage.js';
import { PARTITION_CALLS } from './partitions.js';
import { POOL_CALLS } from './pools.js';
import { REQUEST_CALLS } from './requests.js';
import { TRIGGER_CALLS } from './triggers.js';
import { WHO_CALLS } from './who.js';

/** All calls of the API, in the order of the reference. */
export const CALLS: readonly Call[] = [
  ...GRAPH_CALLS,
  ...PARTITION_CALLS,
  ...LINEAGE_CALLS,
  ...GRID_CALLS,
  ...REQUEST_CALLS,
  ...BUILD_CALLS,
  ...BUILD_PROGRESS_CALLS,
  ...BUILD_LOG_CALLS,
  ...TRIGGER_CALLS,
  ...EVENT_CALLS,
  ...DEPLOYMENT_CALLS,
  ...POOL_CALLS,
  ...CATALOG_CALLS,
  ...ACTIVITY_CALLS,
  ...WHO_CALLS,
];
