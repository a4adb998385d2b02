import type { PartitionRef } from '../../base/model/index.js';
import type { Clock } from '../../base/runtime/index.js';
import type { Catalog, Database } from '../../catalog/index.js';
import type { Emit, Programs } from '../programs/index.js';

/** Where the programs of graphs work. */
export interface WorkPlace {
  /** Absolute path. */
  readonly stateDir: string;
  /** Absolute path. */
  readonly dataDir: string;
  /** Address of a shared catalog; left out: the one in the state directory. */
  readonly catalogUrl?: string | undefined;
}

/** The parts of the service that the calls of the API use. */
export interface Parts {
  readonly clock: Clock;
  readonly catalog: Catalog;
  readonly database: Database;
  readonly emit: Emit;
  readonly programs: Programs;
  readonly place: WorkPlace;
  /**
   * The partitions whose current manifests read one of the refs as a materialize input: one step downstream, at most `limit`
   * edges.
   */
  readonly downstream: (refs: readonly PartitionRef[], limit: number) => Promise<readonly Edge[]>;
}

/** One partition was made from another. */
export interface Edge {
  readonly input: PartitionRef;
  readonly output: PartitionRef;
}
