export { AttemptRecord, type AttemptRecordOptions, type NotedAttempt } from './attempt_record.js';
export type { RecordedAttempt } from './other_record.js';
