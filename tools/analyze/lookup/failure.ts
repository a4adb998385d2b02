import type { AskFailure } from '../ask/index.js';
import type { LabelProblem, PartitionRef } from '../../base/model/index.js';

/** Why refs could not be placed. `lookup` is the label of the graph whose lookup it is. */
export type LookupFailure =
  | AskFailure
  | {
      readonly reason: 'lookup-ref-missing';
      readonly lookup: string;
      /** Refs that were asked for and are not in the answer. */
      readonly refs: readonly PartitionRef[];
    }
  | {
      readonly reason: 'lookup-ref-twice';
      readonly lookup: string;
      readonly ref: PartitionRef;
      /** The jobs that the answer gives it to, as labels; one label twice where a list names the ref twice. */
      readonly jobs: readonly [string, string];
    }
  | {
      readonly reason: 'lookup-ref-unasked';
      readonly lookup: string;
      /** Job that the answer lists them under, as the answer writes it. */
      readonly job: string;
      readonly refs: readonly string[];
    }
  | {
      readonly reason: 'lookup-unknown-job';
      readonly lookup: string;
      /** The label as the answer writes it. */
      readonly label: string;
      /** The same as an absolute label, or why there is none. */
      readonly resolved: string | LabelProblem;
      readonly refs: readonly string[];
      /** Labels of the graph's jobs. */
      readonly known: readonly string[];
    };
