import type { Plan, PlannedTask, Validity } from '../base/model/index.js';

/** What to run: a plan, or the configs of one job. */
export interface Work {
  /** Label of the graph or job. */
  readonly label: string;
  /** Id of the plan; left out where a job is run by itself. */
  readonly plan?: string;
  /** A forced task that an earlier run of the plan has run does not run again; left out: every forced task runs. */
  readonly resumes?: boolean;
  /** As the plan has it; left out: each job's own. */
  readonly validity?: Validity | undefined;
  /** In any order; `dependsOn` names tasks of this list. */
  readonly tasks: readonly PlannedTask[];
  readonly pruned: number;
}

/** @param tasks those of the plan that are to run; their `dependsOn` names no others */
export function workOfPlan(plan: Plan, tasks: readonly PlannedTask[] = plan.tasks): Work {
  return { label: plan.graph, plan: plan.id, validity: plan.validity, tasks, pruned: plan.pruned.length };
}
