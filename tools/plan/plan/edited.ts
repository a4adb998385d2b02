import { contentKey, materialized, type PartitionRef, type Plan, type PlannedTask } from '../../base/model/index.js';
import { planId } from './id.js';

/** Whether a plan was changed after it was made: its id does not match its content. */
export function isEdited(plan: Plan): boolean {
  return planId(plan) !== plan.id;
}

/**
 * Finds tasks that do not match their content key: their executable, args, env, outputs, code or inputs were changed.
 * A task with an input that the plan does not make is not checked, because its key depends on a manifest.
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
