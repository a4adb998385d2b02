export type { SplitTask } from './adoption.js';
export { describeAnalyzeEvent } from './analyze_progress.js';
export {
  describeCatalogFailure,
  describeCatalogProblem,
  describeImportFailure,
  describeLeftOut,
  describeNotInCatalog,
} from './catalog_failures.js';
export { describeAudit, describeAuditResult, describeCopied, describeSample } from './audit.js';
export { describeBackfill, describeConfirmation } from './backfill.js';
export { describeCompileFailure, describeFolderFailure } from './compile_failures.js';
export { describeBuild, describeLogsElsewhere, describePastBuild } from './builds.js';
export { describeDiff, type DiffOptions } from './diff.js';
export {
  describeEventsFailure,
  describeFindBuildFailure,
  describeSinkFailure,
  describeUndelivered,
} from './event_failures.js';
export { execProgress, type ProgressOptions } from './exec_progress.js';
export { describeCode } from './error_codes.js';
export { describeReadFailure, describeWriteFailure } from './input_failures.js';
export { firstLines } from './listed.js';
export { describeEndOfLog, describeFindLogFailure, describeLog, describeNextAttempt } from './logs.js';
export { describeMergeFailure, exitCodeOfMergeFailure } from './merge_failures.js';
export { describeDriverFailure, exitCodeOfDriverFailure } from './driver_failures.js';
export { describeExpectedFailure } from './expected_failures.js';
export { describeDrift } from './drift.js';
export { describeExplanation } from './explain.js';
export { count, number } from './numbers.js';
export { describePinFileFailure } from './pin_failures.js';
export { describePlan } from './plan.js';
export { describePreview, type PlanPreview } from './preview.js';
export type { Progress } from './progress.js';
export { describePlanExcerptFailure } from './plan_excerpt_failures.js';
export { describePool } from './pools.js';
export { describePlanFileFailure } from './plan_failures.js';
export { describeAttemptCount, describeTaskRun, exitCodeOfTaskRun } from './task_run.js';
export {
  describeOutcomeElsewhere,
  describeProblemElsewhere,
  describeSpanDelivery,
  describeUnusableEndpoint,
} from './elsewhere.js';
export { describeCheck } from './trial.js';
export { describeValueInArgs } from './values_in_args.js';
export { describeEditedPlan, describeForeignExecutable } from './edited_plans.js';
export { WorkMeter, type WorkMeterOptions } from './work_meter.js';
