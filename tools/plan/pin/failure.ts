import type { PartitionRef } from '../../base/model/index.js';
import type { PlanFileFailure } from '../plan/index.js';

/** Why a text is not a pinned plan. */
export type PinFileFailure =
  | Extract<PlanFileFailure, { reason: 'plan-not-json' | 'plan-bad-shape' }>
  | {
      readonly reason: 'pin-schema-version';
      /** The version in the file, as JSON; empty if it has none. */
      readonly found: string;
      readonly supported: number;
    }
  | { readonly reason: 'pin-ref-in-two-tasks'; readonly ref: PartitionRef }
  | { readonly reason: 'pin-unknown-dependency'; readonly ref: PartitionRef; readonly dependency: PartitionRef };
