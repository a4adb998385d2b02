import type { AskFailure } from '../ask/index.js';
import type { LabelProblem, PartitionRef } from '../../base/model/index.js';

/** A pattern that matches a ref. */
export interface PatternClaim {
  /** Label of the job whose pattern it is. */
  readonly job: string;
  readonly pattern: string;
}

/** Why the jobs of some refs could not be determined. `lookup` is the label of the graph. */
export type LookupFailure =
  | AskFailure
  | {
      readonly reason: 'lookup-ref-missing';
      readonly lookup: string;
      /** Refs that are not in the answer, or match no pattern. */
      readonly refs: readonly PartitionRef[];
      /** The patterns of the graph's jobs; left out if it has a lookup program. */
      readonly patterns?: readonly string[];
    }
  | {
      readonly reason: 'lookup-ref-twice';
      readonly lookup: string;
      readonly ref: PartitionRef;
      /** The labels of the jobs under which the answer lists it; the same label twice if one list has it twice. */
      readonly jobs: readonly [string, string];
    }
  | {
      readonly reason: 'lookup-ref-unasked';
      readonly lookup: string;
      /** The job under which the answer lists them, as the answer writes it. */
      readonly job: string;
      readonly refs: readonly string[];
    }
  | {
      readonly reason: 'lookup-unknown-job';
      readonly lookup: string;
      /** The label as the answer writes it. */
      readonly label: string;
      /** The absolute label, or why it cannot be resolved. */
      readonly resolved: string | LabelProblem;
      readonly refs: readonly string[];
      /** Labels of the graph's jobs. */
      readonly known: readonly string[];
    }
  | {
      /** Without a lookup program: patterns of two jobs match these refs. */
      readonly reason: 'lookup-two-patterns';
      readonly lookup: string;
      readonly refs: readonly PartitionRef[];
      readonly first: PatternClaim;
      readonly second: PatternClaim;
    }
  | {
      /** The program gives these refs to one job, but a pattern of another job matches them. */
      readonly reason: 'lookup-other-pattern';
      readonly lookup: string;
      /** Label of the job that the program names. */
      readonly job: string;
      readonly refs: readonly PartitionRef[];
      readonly claim: PatternClaim;
    }
  | {
      /** The program gives these refs to a job of which no pattern matches them. */
      readonly reason: 'lookup-no-pattern';
      readonly lookup: string;
      readonly job: string;
      readonly refs: readonly PartitionRef[];
      /** The patterns of the job. */
      readonly makes: readonly string[];
    };
