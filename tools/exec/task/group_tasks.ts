import type { PlannedTask } from '../../base/model/index.js';
import type { JobPolicy } from '../policy.js';

/** What one attempt runs: tasks of one job, with the same executable, as many as the job takes at once. */
export interface TaskGroup {
  readonly tasks: readonly PlannedTask[];
  readonly policy: JobPolicy;
}

/**
 * Puts consecutive tasks of a job that takes its tasks in batches into one attempt.
 *
 * @param policies by label of the job; of all jobs of the tasks
 */
export function groupTasks(
  tasks: readonly PlannedTask[],
  policies: ReadonlyMap<string, JobPolicy>,
): readonly TaskGroup[] {
  const groups: { readonly tasks: PlannedTask[]; readonly policy: JobPolicy }[] = [];
  for (const task of tasks) {
    const last = groups.at(-1);
    const first = last?.tasks[0];
    const fits =
      last !== undefined &&
      first?.job === task.job &&
      first.config.executable === task.config.executable &&
      last.tasks.length < last.policy.batch;
    if (fits) {
      last.tasks.push(task);
      continue;
    }
    const policy = policies.get(task.job);
    if (policy === undefined) throw new Error(`no policy of ${task.job}`);
    groups.push({ tasks: [task], policy });
  }
  return groups;
}
