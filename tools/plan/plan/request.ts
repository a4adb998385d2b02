import type { JobDescriptor, PartitionRef, Validity } from '../../base/model/index.js';

/** Options for making a plan. */
export interface PlanRequest {
  /** Overrides the validity of every job. */
  readonly validity?: Validity | undefined;
  /** The tasks that make these refs run even if they are valid. */
  readonly force?: readonly PartitionRef[];
  /** The same for the tasks that make these refs and for everything downstream of them. */
  readonly forceDownstream?: readonly PartitionRef[];
  /**
   * The tasks that make these refs run even if they are valid; everything downstream of them runs if it then reads other data.
   */
  readonly refresh?: readonly PartitionRef[];
  /** The same for refs that have been made again already, so that only what is downstream of them is left. Refs that nothing reads any more do not matter. */
  readonly refreshed?: readonly PartitionRef[];
}

/** The fields of a job that planning needs. */
export type JobValidity = Pick<JobDescriptor, 'label' | 'validity'>;
