export type {
  BuildFinished,
  BuildStarted,
  BuildStopping,
  Emit,
  ExecEvent,
  TaskAborted,
  TaskAnnounced,
  TaskDelegated,
  TaskFailed,
  TaskFinished,
  TaskRetrying,
  TaskSkipped,
  TaskStarted,
  TaskWaiting,
} from './events.js';
export { execute, workOfPlan, type ExecDeps, type ExecSummary, type Work } from './execute.js';
export type { CheckProblem, ExecFailure, SkippedTask, TaskName, TaskProblem } from './failure.js';
export { buildFiles, logFileOf } from './launch.js';
export { policyOf, type JobPolicy } from './policy.js';
export { workOfJob } from './single_job.js';
