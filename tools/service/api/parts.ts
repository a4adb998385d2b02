import type { PartitionRef } from '../../base/model/index.js';
import type { Clock } from '../../base/runtime/index.js';
import type { Catalog, Database } from '../../catalog/index.js';
import type { Grids } from '../grid/index.js';
import type { Deployments } from '../deployments/index.js';
import type { Emit, Programs, WorkPlace } from '../programs/index.js';
import type { Requests } from '../requests/index.js';
import type { Triggers } from '../triggers/index.js';
import type { EventLog } from './events/event_log.js';

/** The parts of the service that the calls of the API use. */
export interface Parts {
  readonly clock: Clock;
  readonly catalog: Catalog;
  readonly database: Database;
  readonly emit: Emit;
  readonly programs: Programs;
  /** Left out: the service runs one graph, and takes no deployments. */
  readonly deployments?: Deployments | undefined;
  readonly place: WorkPlace;
  readonly events: EventLog;
  readonly requests: Requests;
  readonly triggers: Triggers;
  readonly grids: Grids;
  /** The partitions whose current manifests have read one of the refs as a materialize input, at most `limit`. */
  readonly readersOf: (refs: readonly PartitionRef[], limit: number) => Promise<readonly PartitionRef[]>;
}
