export {
  auditCatalog,
  findCandidates,
  inReadingOrder,
  judgeRerun,
  type AuditDeps,
  type Audited,
  type AuditOutcome,
  type Candidate,
  type Current,
  type NotAuditable,
  type Rerun,
  type TaskFailed,
} from './audit.js';
export { compareMetadata, type MetadataChange, type MetadataValue } from './compare.js';
export { sampleMasked, type AuditTarget, type Sample } from './sample.js';
