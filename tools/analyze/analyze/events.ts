import type { PartitionRef } from '../../base/model/index.js';

/** Progress of an analysis. */
export type AnalyzeEvent =
  | {
      /** A wave of refs is about to be looked up. */
      readonly type: 'wave';
      /** From 1. */
      readonly wave: number;
      readonly refs: number;
      /** Tasks known before this wave. */
      readonly tasks: number;
    }
  | {
      /** A query input does not order its task, because the task that makes it comes after this one anyway. */
      readonly type: 'query-not-ordered';
      readonly job: string;
      readonly output: PartitionRef;
      readonly query: PartitionRef;
      /** How many more such inputs there are in the graph; one event stands for all. */
      readonly more: number;
    };
