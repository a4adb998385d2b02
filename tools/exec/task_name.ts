import type { PartitionRef, Task } from '../base/model/index.js';

/** Names a task in messages and events. */
export interface TaskName {
  readonly id: string;
  /** Label of the job. */
  readonly job: string;
  readonly outputs: readonly PartitionRef[];
}

/** The name of a task. */
export function nameOf(task: Task): TaskName {
  return { id: task.id, job: task.job, outputs: task.config.outputs };
}
