export { describeAnalyzeFailure, exitCodeOfAnalyzeFailure } from './analyze_failures.js';
export { describeAnalyzeEvent } from './analyze_progress.js';
export { describeCatalogFailure } from './catalog_failures.js';
export { describeConfigureFailure, exitCodeOfConfigureFailure } from './configure_failures.js';
export { describeExecFailure, exitCodeOfExecFailure } from './exec_failures.js';
export { execProgress, type ProgressOptions } from './exec_progress.js';
export { describeCode, describeDirectoryFailure, describeReadFailure } from './input_failures.js';
export { describeLookupFailure, exitCodeOfLookupFailure } from './lookup_failures.js';
export { describePlanFileFailure, exitCodeOfPlanFileFailure } from './plan_failures.js';
