import { asTried } from './attempt_request.js';
import { perform } from './perform.js';
import type { PlannedAttempt, RunTasksDeps, TaskRunEvent } from './task_run.js';

/**
 * Makes attempts one after the other, each whatever became of those before it, until a signal stops them.
 *
 * Rejects with a `CatalogError`. What has a result file then is recorded when the attempt is asked for again.
 */
export async function* runTasks(
  attempts: readonly PlannedAttempt[],
  deps: RunTasksDeps,
): AsyncGenerator<TaskRunEvent, void, undefined> {
  for (const attempt of attempts) {
    if (deps.cancel.aborted) return;
    if (deps.leasing === undefined) yield await makeAlone(attempt, deps);
    else {
      const { makeUnderLease } = await import('./make_under_lease.js');
      yield* makeUnderLease(attempt, deps, deps.leasing);
    }
  }
}

async function makeAlone(attempt: PlannedAttempt, deps: RunTasksDeps): Promise<TaskRunEvent> {
  const { request, tasks, policy } = attempt;
  const made = await perform({ request, tasks: asTried(request, tasks), policy }, deps);
  return made.ok ? { kind: 'ended', attempt, result: made.value } : { kind: 'refused', failures: [made.error] };
}
