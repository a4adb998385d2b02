import type { AskFailure } from '../ask/index.js';
import type { PartitionRef } from '../../base/model/index.js';

/** One of two configs that both claim a ref. */
export interface ClaimingConfig {
  readonly job: string;
  /** The first of its outputs, which distinguishes the configs of one job. */
  readonly outputs: readonly PartitionRef[];
  readonly args: readonly string[];
}

/** Why a job could not be configured. */
export type ConfigureFailure =
  | AskFailure
  | {
      /** The answer has no config for these refs, although they were asked for. */
      readonly reason: 'configure-ref-missing';
      readonly job: string;
      readonly refs: readonly PartitionRef[];
    }
  | RefInTwoConfigs;

export interface RefInTwoConfigs {
  readonly reason: 'ref-in-two-configs';
  /** Refs that both configs make. */
  readonly refs: readonly PartitionRef[];
  readonly first: ClaimingConfig;
  readonly second: ClaimingConfig;
}
