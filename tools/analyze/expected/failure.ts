import type { PartitionRef, RefProblem, SelectionProblem } from '../../base/model/index.js';
import type { Asked, AskFailure } from '../ask/index.js';

/** Something that the program printed and that is not a ref. */
export interface BadLine {
  /** Line of the output, or item of its array, from 1. */
  readonly number: number;
  readonly text: string;
  readonly problem: RefProblem;
}

/** Why it is not known which partitions ought to exist. `graph` is the label of the graph. */
export type ExpectedFailure =
  | AskFailure
  | SelectionProblem
  /** The graph has no program that lists them. */
  | { readonly reason: 'expected-no-program'; readonly graph: string }
  | {
      readonly reason: 'expected-bad-refs';
      readonly asked: Asked;
      readonly unit: 'line' | 'item';
      /** The first of them. */
      readonly bad: readonly BadLine[];
      readonly count: number;
    }
  | { readonly reason: 'expected-too-many'; readonly asked: Asked; readonly limit: number }
  | {
      /** Without a lookup program: no pattern matches these refs. */
      readonly reason: 'expected-unmade';
      readonly asked: Asked;
      readonly refs: readonly PartitionRef[];
      readonly patterns: readonly string[];
    };
