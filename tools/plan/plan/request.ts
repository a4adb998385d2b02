import type { JobDescriptor, PartitionRef, Validity } from '../../base/model/index.js';

/** How a plan is to be made, beside what the graph and the catalog say. */
export interface PlanRequest {
  /** For all jobs, whatever each says itself. */
  readonly validity?: Validity | undefined;
  /** The tasks that make these run, whatever the catalog proves. */
  readonly force?: readonly PartitionRef[];
  /** The same for the tasks that make these and for all that are downstream of them. */
  readonly forceDownstream?: readonly PartitionRef[];
}

/** What planning takes of a job. */
export type JobValidity = Pick<JobDescriptor, 'label' | 'validity'>;
