export { auditMasked, type AuditDeps, type AuditEvent, type AuditReport } from './audit.js';
export { openBuilder, workOfRefs, type Builder, type BuildRun, type BuildSettings } from './builder.js';
export { configureRefs, lookupRefs } from './calls.js';
export { openSiteCatalog, viewSiteCatalog } from './catalog.js';
export type { WhereName } from './engine_site.js';
export { readDefinition } from './code.js';
export { expectedRefs } from './expected.js';
export type { CodeFailure, DriverFailure, VouchFailure } from './failure.js';
export {
  openObservers,
  type EventPlace,
  type ObserverOptions,
  type Observers,
  type ObserverWarning,
} from './observers.js';
export { analyzeRefs, planRefs, type Following, type Planned, type PlanningEvent, type Wanted } from './planning.js';
export { resumePlan, type OnDrift, type Resume, type ResumeEvent } from './resume.js';
export type { CallSettings, Cancel, Descriptor, GraphSite, JobSite, Site, TaskCommand } from './site.js';
export {
  makeAttempts,
  planAttempts,
  type PlannedAttempts,
  type SomeTasks,
  type TaskFailure,
  type TaskSettings,
  type TasksWanted,
} from './task.js';
export { slurmOptions } from './slurm_options.js';
export { adoptRefs, blessRefs, type Adopted, type Blessed } from './vouch.js';
