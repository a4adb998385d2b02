import type { ConfigureFailure, ClaimName } from '../configure/index.js';
import type { LookupFailure } from '../lookup/index.js';
import type { PartitionRef } from '../../base/model/index.js';

/** Why refs cannot be turned into a job graph. */
export type AnalyzeFailure =
  | Exclude<LookupFailure, { reason: 'lookup-ref-missing' }>
  | ConfigureFailure
  | {
      /** No job makes these refs: the graph's lookup left them out, or no pattern matches them. */
      readonly reason: 'ref-not-placed';
      readonly graph: string;
      readonly refs: readonly {
        readonly ref: PartitionRef;
        /** The first task that has it as an input; left out if the caller requested it. */
        readonly neededBy?: ClaimName;
      }[];
      /** The patterns of the graph's jobs; left out where a program was asked. */
      readonly patterns?: readonly string[];
    }
  | {
      /** A config has a materialize input among its own outputs. */
      readonly reason: 'self-dependency';
      readonly job: string;
      readonly ref: PartitionRef;
    }
  | {
      readonly reason: 'cycle';
      /** Each item needs the ref of the next one; the last needs the ref of the first. */
      readonly path: readonly { readonly ref: PartitionRef; readonly job: string }[];
    };
