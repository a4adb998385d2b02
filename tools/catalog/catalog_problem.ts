import type { PartitionRef } from '../base/model/index.js';

/** An inconsistency in a catalog. */
export type CatalogProblem =
  /** `detail` says what is wrong with it. */
  | { readonly problem: 'manifest-unreadable'; readonly manifest: string; readonly detail: string }
  /** The id inside the manifest differs from the id under which it is stored. */
  | { readonly problem: 'manifest-id-differs'; readonly manifest: string; readonly found: string }
  /** The row of a partition is damaged. `detail` says what is wrong with it. */
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
  /** The current manifest of the ref is not the one that was recorded last. */
  | { readonly problem: 'not-newest'; readonly ref: PartitionRef; readonly manifest: string }
  /** The ref was recorded and not forgotten, but is not listed as existing. */
  | { readonly problem: 'output-missing'; readonly ref: PartitionRef; readonly manifest: string };
