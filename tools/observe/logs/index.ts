export { findLogs, type FindLogFailure, type FindLogsDeps, type FoundLog, type Lately } from './find_logs.js';
export { followLog, type FollowDeps } from './follow_log.js';
