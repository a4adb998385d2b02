import type { Clock } from '../../base/runtime/index.js';
import type { Catalog, Database } from '../../catalog/index.js';
import type { Emit } from '../programs/index.js';

/** The parts of the service that the calls of the API use. */
export interface Parts {
  readonly clock: Clock;
  readonly catalog: Catalog;
  readonly database: Database;
  readonly emit: Emit;
}
