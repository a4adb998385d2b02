import type { JsonProblem, Place, ShapeProblem } from '../../base/json/index.js';
import type { PartitionRef } from '../../base/model/index.js';

/** Why a plan cannot be made of a job graph. */
export interface PlanFailure {
  /** Forced, but nothing that was asked for needs it. */
  readonly reason: 'forced-ref-not-needed';
  readonly ref: PartitionRef;
  readonly option: 'force' | 'force-downstream';
}

/** Why a text is not a plan that can be run. */
export type PlanFileFailure =
  | { readonly reason: 'plan-not-json'; readonly problem: JsonProblem }
  | {
      readonly reason: 'plan-schema-version';
      /** What the file says, as JSON; empty where it says nothing. */
      readonly found: string;
      readonly supported: number;
    }
  | {
      /** Only what is laid out as `writePlan` does it is read at such a size. */
      readonly reason: 'plan-too-large';
      /** The first line that is laid out otherwise. */
      readonly line: number;
      /** Characters of the largest text that is read otherwise. */
      readonly maxLength: number;
    }
  | { readonly reason: 'plan-is-job-graph'; readonly graph: string }
  | { readonly reason: 'plan-bad-shape'; readonly problem: ShapeProblem; readonly place: Place }
  /** Its id is not that of its content: both are given. */
  | { readonly reason: 'plan-edited'; readonly graph: string; readonly id: string; readonly content: string }
  | { readonly reason: 'plan-task-twice'; readonly id: string; readonly jobs: readonly [string, string] }
  | {
      readonly reason: 'plan-unknown-dependency';
      readonly task: string;
      readonly job: string;
      readonly dependency: string;
    }
  | { readonly reason: 'plan-ref-in-two-tasks'; readonly ref: PartitionRef; readonly tasks: readonly [string, string] }
  | {
      readonly reason: 'plan-cycle';
      /** Each waits for the next; the last for the first. */
      readonly path: readonly { readonly id: string; readonly job: string }[];
    };
