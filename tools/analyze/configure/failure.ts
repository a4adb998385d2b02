import type { AskFailure } from '../ask/index.js';
import type { PartitionRef, RefProblem } from '../../base/model/index.js';

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
  | TemplateFailure
  | RefInTwoConfigs;

/** Why the template of a job gives no config for some refs. */
export type TemplateFailure =
  | {
      /** No pattern of the job's `makes` matches these refs. */
      readonly reason: 'template-no-pattern';
      readonly job: string;
      readonly refs: readonly PartitionRef[];
      readonly makes: readonly string[];
    }
  | TemplateInputUnfit;

/** An input is not a valid ref once the names are filled in: it is too long, or ends with a space of the ref. */
export interface TemplateInputUnfit {
  readonly reason: 'template-input-unfit';
  readonly job: string;
  /** The input as the BUILD file writes it. */
  readonly text: string;
  /** The outputs for which it was filled in. */
  readonly refs: readonly PartitionRef[];
  /** What is wrong for the first of them. */
  readonly problem: RefProblem;
}

export interface RefInTwoConfigs {
  readonly reason: 'ref-in-two-configs';
  /** Refs that both configs make. */
  readonly refs: readonly PartitionRef[];
  readonly first: ClaimingConfig;
  readonly second: ClaimingConfig;
}
