import type { PartitionRef, Task } from '../base/model/index.js';

/** Which task a message or an event is about. */
export interface TaskName {
  readonly id: string;
  /** Label of the job. */
  readonly job: string;
  readonly outputs: readonly PartitionRef[];
}

/** The part of a task that names it. */
export function nameOf(task: Task): TaskName {
  return { id: task.id, job: task.job, outputs: task.config.outputs };
}
