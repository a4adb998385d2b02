import type { PartitionRef } from '../../base/model/index.js';

/** Progress of an analysis. */
export type AnalyzeEvent =
  | {
      /** A wave of refs is about to be looked up. A wave whose refs were all looked up ahead has no event. */
      readonly type: 'wave';
      /** From 1, without gaps. */
      readonly wave: number;
      readonly refs: number;
      /** How many more refs are looked up ahead of their wave. */
      readonly expected: number;
      /** Tasks known before this wave. */
      readonly tasks: number;
    }
  | {
      /** A query input does not order its task, because the maker of the input has to run after this task. */
      readonly type: 'query-not-ordered';
      readonly job: string;
      readonly output: PartitionRef;
      readonly query: PartitionRef;
      /** How many more such inputs the graph has. One event is emitted for all of them. */
      readonly more: number;
    };
