import type { Slice } from './slice.js';
import type { Requirement } from './target.js';

/** Why a plan is not compiled. */
export type CompileFailure =
  | { readonly reason: 'compile-plan-empty' }
  /** The plan has tasks of jobs that the graph does not have. */
  | { readonly reason: 'compile-unknown-job'; readonly job: string }
  | { readonly reason: 'compile-slice-empty'; readonly slice: Slice }
  /** The plan needs more than the target takes. */
  | {
      readonly reason: 'compile-too-large';
      readonly target: string;
      /** The part of the plan that needs it; left out if that is all of it. */
      readonly slice?: Slice | undefined;
      /** `tasks`: the plan was not read further. */
      readonly what: 'tasks' | 'units' | 'stages' | 'payload-bytes';
      readonly has: number;
      readonly limit: number;
      /** How many slices fit, or, of `tasks`, are needed at least; left out if slices do not help. */
      readonly slices?: number;
    }
  /** A job needs more of a resource than its limit, so its tasks could never run. */
  | {
      readonly reason: 'compile-resource-short';
      readonly job: string;
      readonly resource: string;
      readonly needed: number;
      readonly limit: number;
    }
  | { readonly reason: 'compile-needs'; readonly target: string; readonly needs: Requirement };
