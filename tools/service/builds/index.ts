export { cancelRun, MOST_SIGNALS, type CancelDeps } from './cancel_run.js';
export { describeRunFailure, type RunFailure, type StartFailure } from './failure.js';
export { endOfRun, untilGone } from './follow_run.js';
export { processFileSchema, readProcessFile, type ProcessFile } from './process_file.js';
export type { Run } from './run.js';
export { changesIn, readRunEvents, type ProcessEnd, type RunEvents, type RunOutcome } from './run_end.js';
export { filesIn, runFiles, type RunFiles } from './run_files.js';
export {
  findRun,
  insertRun,
  pageOfRuns,
  recordBuild,
  recordEnd,
  recordProcess,
  requestsOfBuilds,
  type NewRun,
  type RunEnd,
  type RunQuery,
} from './run_store.js';
export { startProgram, type ProgramRequest, type StartedProgram } from './start_program.js';
export { RUN_TABLES } from './tables.js';
