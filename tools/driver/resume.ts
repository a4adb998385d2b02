import type { Definition } from '../analyze/analyze/index.js';
import { err, ok, type PartitionRef, type Plan, type Reason, type Result } from '../base/model/index.js';
import type { Catalog } from '../catalog/index.js';
import { workOfPlan, type Work } from '../exec/index.js';
import {
  foreignExecutables,
  standingOfPlan,
  tasksLeft,
  withCodeOfNow,
  type Drift,
  type PlanRequest,
} from '../plan/plan/index.js';
import { failuresAt, type DriverFailure } from './failure.js';
import { planRefs, type Following } from './planning.js';
import type { GraphSite } from './site.js';

/**
 * What to do if the graph or the catalog has changed since a plan was made: `refuse`, `replan` (plan the same partitions
 * again) or `ignore` (run the plan as it is).
 */
export type OnDrift = 'refuse' | 'replan' | 'ignore';

/** What is found out about a plan before it runs. */
export type ResumeEvent =
  /** The plan is out of date, and `onDrift` decides what happens. */
  | { readonly type: 'drifted'; readonly onDrift: Exclude<OnDrift, 'refuse'>; readonly drift: readonly Drift[] }
  /** The plan was planned again. */
  | { readonly type: 'replanned'; readonly plan: Plan }
  /** Some of its tasks are already done. */
  | { readonly type: 'resumed'; readonly done: number; readonly tasks: number };

export interface Resume extends Following {
  readonly onDrift: OnDrift;
  /** Runs the plan even if it names executables that do not belong to the graph. */
  readonly allowForeignExecutables: boolean;
  /** The present code of the graph. */
  readonly definition: Definition;
  readonly onResume?: ((event: ResumeEvent) => void) | undefined;
}

/** The work that is left of a plan: all of it at first, less after an interruption, and a new plan after `replan`. */
export async function resumePlan(
  plan: Plan,
  site: GraphSite,
  catalog: Catalog,
  resume: Resume,
): Promise<Result<Work, DriverFailure[]>> {
  const { onDrift, definition, allowForeignExecutables, onResume = () => undefined } = resume;
  const { drift, done } = await standingOfPlan(plan, definition, catalog);
  if (drift.length > 0) {
    if (onDrift === 'refuse') return err(failuresAt('drift', drift));
    onResume({ type: 'drifted', onDrift, drift });
  }
  if (drift.length > 0 && onDrift === 'replan') {
    const planned = await planRefs({ refs: plan.outputs, request: requestLeft(plan, done) }, site, catalog, resume);
    if (!planned.ok) return planned;
    onResume({ type: 'replanned', plan: planned.value.plan });
    return ok(workOfPlan(planned.value.plan));
  }
  if (done.size > 0) onResume({ type: 'resumed', done: done.size, tasks: plan.tasks.length });
  const tasks = withCodeOfNow(tasksLeft(plan, done), plan, definition);
  const foreign = allowForeignExecutables ? [] : foreignExecutables(tasks, site.descriptor.jobs);
  if (foreign.length > 0) return err(failuresAt('foreign', foreign));
  return ok({ ...workOfPlan(plan, tasks), resumes: true });
}

/** The request of a plan, without what is done. What is downstream of partitions that are refreshed already, or read again, is still compared. */
function requestLeft(plan: Plan, done: ReadonlySet<string>): PlanRequest {
  const outputsOf = (kind: Reason['kind'], isDone: boolean): PartitionRef[] =>
    plan.tasks.flatMap(({ id, reason, config }) =>
      reason.kind === kind && done.has(id) === isDone ? config.outputs : [],
    );
  const compared = plan.tasks.flatMap(({ reason }) => (reason.kind === 'input-refreshed' ? reason.refs : []));
  return {
    validity: plan.validity,
    force: outputsOf('forced', false),
    refresh: outputsOf('refreshed', false),
    refreshed: [...outputsOf('refreshed', true), ...compared],
  };
}
