export { listActivity, migrateActivity, recordActivity, type Activity, type ActivityQuery } from './activity.js';
export type { Emit, ServiceEvent } from './events.js';
export { EMBEDDED, onlyProgram, type GraphProgram, type Programs } from './graph_program.js';
export { isRole, ROLES, SERVICE, type Principal, type Role } from './principal.js';
export type { FieldProblem, Problem } from './problem.js';
export { graphProgram, type ProgramFiles } from './program_files.js';
export { runProgram, type ProgramOutcome, type RunOptions } from './run_program.js';
export { placeArgs, runTarget, targetEnv, type WorkPlace } from './run_target.js';
