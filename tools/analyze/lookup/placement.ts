import type { PartitionRef } from '../../base/model/index.js';
import type { LookupFailure } from './failure.js';

/** The refs whose job was found, and why the others were not. */
export interface Placement {
  /** Label of the job → the refs it makes, in the order given; jobs in the order of the descriptor. */
  readonly placed: Map<string, PartitionRef[]>;
  readonly failures: readonly LookupFailure[];
}
