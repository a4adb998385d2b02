export {
  auditCatalog,
  findCandidates,
  inReadingOrder,
  judgeRerun,
  type Audited,
  type AuditOutcome,
  type Candidate,
  type CandidateDeps,
  type Current,
  type NotAuditable,
  type Rerun,
} from './audit.js';
export { reportOf, type MetadataChange, type MetadataValue } from './compare.js';
export { sampleMasked, type AuditTarget, type Sample } from './sample.js';
