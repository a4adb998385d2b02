export { readRequests, requestLines, type AttemptRequest, type RequestedTask } from './attempt_request.js';
export {
  ATTEMPT_FILES,
  RESULT_FORMAT_VERSION,
  type AttemptResult,
  type TaskRecord,
  type TaskResult,
} from './attempt_result.js';
export { attemptResultSchema } from './attempt_result_schema.js';
export { groupTasks, type TaskGroup } from './group_tasks.js';
export type { LeasingFailure } from './lease_tasks.js';
export type { PerformFailure } from './perform.js';
export { readResult, type ResultProblem } from './read_result.js';
export { runTasks } from './run_tasks.js';
export type { PlannedAttempt, RunTasksDeps, TaskRunEvent } from './task_run.js';
