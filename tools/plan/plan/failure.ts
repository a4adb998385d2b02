import type { JsonProblem, Place, ShapeProblem } from '../../base/json/index.js';
import type { PartitionRef } from '../../base/model/index.js';

/** Why a plan cannot be made of a job graph. */
export interface PlanFailure {
  /** The ref is forced, but no requested ref needs it. */
  readonly reason: 'forced-ref-not-needed';
  readonly ref: PartitionRef;
  readonly option: 'force' | 'force-downstream' | 'refresh';
}

/** Why a text is not a plan that can be run. */
export type PlanFileFailure =
  | { readonly reason: 'plan-not-json'; readonly problem: JsonProblem }
  | {
      readonly reason: 'plan-schema-version';
      /** The version in the file, as JSON; empty if it has none. */
      readonly found: string;
      readonly supported: number;
    }
  | {
      /** A text of this size can only be read if it has the layout of `writePlan`. */
      readonly reason: 'plan-too-large';
      /** The first line with another layout. */
      readonly line: number;
      /** The maximum number of characters of a text with another layout. */
      readonly maxLength: number;
    }
  | { readonly reason: 'plan-is-job-graph'; readonly graph: string }
  | { readonly reason: 'plan-bad-shape'; readonly problem: ShapeProblem; readonly place: Place }
  /** Its id does not match its content; both ids are given. */
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
      /** Each task depends on the next; the last depends on the first. */
      readonly path: readonly { readonly id: string; readonly job: string }[];
    };
