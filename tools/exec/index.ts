export type { Emit, ExecEvent } from './events.js';
export { execute, type ExecDeps, type ExecSummary, type Work } from './execute.js';
export type { ExecFailure, TaskName, TaskProblem } from './failure.js';
export { workOfJob } from './single_job.js';
