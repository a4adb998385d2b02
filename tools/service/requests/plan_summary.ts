import type { PlanEstimate, Reason } from '../../base/model/index.js';

/** How many tasks have each reason. */
export type ReasonCounts = Readonly<Partial<Record<Reason['kind'], number>>>;

/** What a plan would run of one job. */
export interface JobPreview {
  readonly job: string;
  readonly tasks: number;
  /** Tasks that run only if the data of their inputs turns out to be different. */
  readonly ifInputsChange: number;
  readonly partitions: number;
  readonly reasons: ReasonCounts;
}

/** What a plan would run, without its tasks. */
export interface PlanSummary {
  readonly tasks: number;
  /** Tasks that run in any case. */
  readonly certain: number;
  /** Tasks that run only if the data of their inputs turns out to be different. */
  readonly ifInputsChange: number;
  /** Partitions that are asked for. */
  readonly requested: number;
  /** Partitions that are up to date. */
  readonly pruned: number;
  readonly reasons: ReasonCounts;
  /** In the order of the plan. */
  readonly jobs: readonly JobPreview[];
  /** How long it takes, according to the durations that the catalog has recorded. */
  readonly forecast?: PlanEstimate;
}
