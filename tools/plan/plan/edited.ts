import { contentKey, materialized, type PartitionRef, type Plan, type PlannedTask } from '../../base/model/index.js';
import { planId } from './id.js';

/** Whether a plan was changed after it was made: its id is not that of its content. */
export function isEdited(plan: Plan): boolean {
  return planId(plan) !== plan.id;
}

/**
 * Finds the tasks that are not called as their content key says: by their executable, args, env and outputs, by the code
 * of their job, or by what they are made from. Of a task with an input that the plan does not make nothing can be said,
 * as its key is made of a manifest's.
 */
export function tasksUnlikeTheirKeys(plan: Plan): PlannedTask[] {
  const makers = new Map<PartitionRef, PlannedTask>();
  for (const task of plan.tasks) for (const ref of task.config.outputs) makers.set(ref, task);
  return plan.tasks.filter((task) => {
    const code = plan.jobs[task.job]?.run;
    const inputs = materialized(task.config).map((ref) => makers.get(ref)?.contentKey);
    if (code === undefined || inputs.includes(undefined)) return false;
    const keys = new Set(inputs.filter((key) => key !== undefined));
    return contentKey(task.job, code, task.config, [...keys]) !== task.contentKey;
  });
}
