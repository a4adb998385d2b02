import type { Plan, PlannedTask, Validity } from '../base/model/index.js';

/** What to run: a plan, or the configs of one job. */
export interface Work {
  /** Label of the graph or job. */
  readonly label: string;
  /** Id of the plan; absent when a job runs by itself. */
  readonly plan?: string;
  /** Whether a forced task that an earlier run of the plan has run is left alone; if absent, every forced task runs. */
  readonly resumes?: boolean;
  /** The plan's validity; if absent, each job's own. */
  readonly validity?: Validity | undefined;
  /** In any order; `dependsOn` names tasks of this list. */
  readonly tasks: readonly PlannedTask[];
  readonly pruned: number;
}

/** @param tasks the tasks of the plan to run; their `dependsOn` names only tasks of this list */
export function workOfPlan(plan: Plan, tasks: readonly PlannedTask[] = plan.tasks): Work {
  return { label: plan.graph, plan: plan.id, validity: plan.validity, tasks, pruned: plan.pruned.length };
}
