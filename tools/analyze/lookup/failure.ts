import type { AskFailure } from '../ask/index.js';
import type { LabelProblem, PartitionRef } from '../../base/model/index.js';

/** Why the jobs of some refs could not be determined. `lookup` is the label of the graph. */
export type LookupFailure =
  | AskFailure
  | {
      readonly reason: 'lookup-ref-missing';
      readonly lookup: string;
      /** Refs that were passed to the lookup and are not in its answer. */
      readonly refs: readonly PartitionRef[];
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
    };
