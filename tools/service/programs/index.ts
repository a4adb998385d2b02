export { listActivity, migrateActivity, recordActivity, type Activity, type ActivityQuery } from './activity.js';
export type { Emit, ServiceEvent } from './events.js';
export { isRole, ROLES, SERVICE, type Principal, type Role } from './principal.js';
export type { FieldProblem, Problem } from './problem.js';
