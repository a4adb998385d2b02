export type {
  BuildAdopted,
  BuildEngineAnswered,
  BuildEvent,
  BuildFinished,
  BuildStarted,
  BuildStopping,
  BuildWaitingForEngine,
  Emit,
  ExecEvent,
  PoolHolding,
  TaskAborted,
  TaskAnnounced,
  TaskDelegated,
  TaskEvent,
  TaskFailed,
  TaskFinished,
  TaskQueued,
  TaskRetrying,
  TaskSkipped,
  TaskStarted,
  TaskUnchanged,
  TaskWaiting,
} from './events.js';
export type { ExecDeps } from './deps.js';
export { execute, type ExecSummary } from './execute.js';
export type {
  Attempt,
  AttemptEnd,
  AttemptStart,
  AttemptTask,
  Executor,
  ExecutorNotice,
  TaskFiles,
} from './executor.js';
export type { CheckProblem, ExecFailure, SkippedTask, TaskFailure, TaskProblem } from './failure.js';
export { expectedDurationMs } from './ranks.js';
export { linksOf, type Links } from './links.js';
export { policyOf, type JobPolicy } from './policy.js';
export type { Shortage } from './resources.js';
export { workOfJob } from './single_job.js';
export type { TaskName } from './task_name.js';
export { workOfPlan, type Work } from './work.js';
