import type { PartitionRef } from '../base/model/index.js';

/** Something in a catalog that does not fit together. */
export type CatalogProblem =
  /** `detail` says what is wrong with it. */
  | { readonly problem: 'manifest-unreadable'; readonly manifest: string; readonly detail: string }
  /** A manifest that says to be another. */
  | { readonly problem: 'manifest-id-differs'; readonly manifest: string; readonly found: string }
  /** A row that says what exists, and is damaged. `detail` says what is wrong with it. */
  | { readonly problem: 'partition-unreadable'; readonly ref: string; readonly detail: string }
  | { readonly problem: 'manifest-missing'; readonly ref: PartitionRef; readonly manifest: string }
  /** A ref whose manifest does not have it among its outputs. */
  | { readonly problem: 'output-not-in-manifest'; readonly ref: PartitionRef; readonly manifest: string }
  | {
      readonly problem: 'keys-differ';
      readonly ref: PartitionRef;
      readonly manifest: string;
      readonly key: 'versionKey' | 'contentKey' | 'jobVersion';
    }
  /** The ref's manifest is not the one that was recorded last. */
  | { readonly problem: 'not-newest'; readonly ref: PartitionRef; readonly manifest: string }
  /** Recorded and never forgotten, and still not there. */
  | { readonly problem: 'output-missing'; readonly ref: PartitionRef; readonly manifest: string };
