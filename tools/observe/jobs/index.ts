export { BuildRows } from './build_rows.js';
export { deliverLeft, deliverLeftBuilds, openJobTables, type Delivery } from './deliver.js';
export { jobLog, type JobLog, type JobLogOptions } from './job_log.js';
export { buildStateOf, outcomeOfRecord, pastBuildOf, pathOfLog } from './past_build.js';
export { findPastBuild, listBuilds, type FoundBuild, type Places } from './past_builds.js';
export { dropBuilds, type DropOptions, type DropReport, type Retention } from './drop_builds.js';
export { placeLogs } from './place_logs.js';
