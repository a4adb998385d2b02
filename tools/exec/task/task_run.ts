import type { PlannedTask } from '../../base/model/index.js';
import type { BuildWaitingForPool } from '../events.js';
import type { JobPolicy } from '../policy.js';
import type { AttemptRequest } from './attempt_request.js';
import type { AttemptResult } from './attempt_result.js';
import type { LeasingDeps, LeasingFailure } from './lease_tasks.js';
import type { PerformDeps, PerformFailure } from './perform.js';

/** An attempt that was asked for, with its tasks from the plan. */
export interface PlannedAttempt {
  readonly request: AttemptRequest;
  /** Those of the request, in its order. */
  readonly tasks: readonly PlannedTask[];
  readonly policy: JobPolicy;
}

/** What became of an attempt, or of some of its tasks. */
export type TaskRunEvent =
  /** The tasks need not run. */
  | { readonly kind: 'up-to-date'; readonly tasks: readonly PlannedTask[] }
  /** Another build works on the task. It is waited for. */
  | { readonly kind: 'waiting'; readonly task: PlannedTask; readonly owner: string }
  /** Other builds hold the slots of a pool that the task needs. They are waited for. */
  | ({ readonly kind: 'waiting-for-pool'; readonly task: PlannedTask } & Pick<
      BuildWaitingForPool,
      'pool' | 'slots' | 'holders'
    >)
  /** The attempt has ended, and its result file is written. */
  | { readonly kind: 'ended'; readonly attempt: PlannedAttempt; readonly result: AttemptResult }
  /** The attempt was not made, or some of its tasks are not recorded. */
  | { readonly kind: 'refused'; readonly failures: readonly (LeasingFailure | PerformFailure)[] };

/** How attempts lease and record their tasks. */
export interface Leasing extends Omit<LeasingDeps, 'buildId' | 'host' | 'plan' | 'now'> {
  /** Whether to wait for other builds that work on the tasks. */
  readonly wait: boolean;
}

export interface RunTasksDeps extends PerformDeps {
  /** Aborted when nothing new may start. */
  readonly cancel: AbortSignal;
  /** Present if attempts lease and record their tasks themselves. */
  readonly leasing?: Leasing;
}
