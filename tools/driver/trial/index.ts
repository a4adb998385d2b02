export type { FolderChange } from './folder_state.js';
export type { CheckDone, Checked, Grouping, TrialProblem } from './problem.js';
export { SAMENESS, trialSchema, type Trial } from './trial.js';
export { tryJob, type TrialDeps } from './try_job.js';
