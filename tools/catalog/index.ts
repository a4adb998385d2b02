export type {
  Catalog,
  CatalogView,
  CurrentManifest,
  Fence,
  GcOptions,
  GcReport,
  HistoryEntry,
  ListedPartition,
  ListQuery,
  RecordOutcome,
} from './catalog.js';
export type { Change, ChangesLost, ChangesPage } from './changes.js';
export type { CatalogProblem } from './catalog_problem.js';
export { knownInput, withData, type KnownInput } from './known_input.js';
export { refuseRow } from './rows.js';
export { CatalogError, type CatalogFailure } from './failure.js';
export type { HeldLease, Lease, LeaseOutcome, LeaseRequest, Leases, LeaseTokens } from './leases.js';
export type { Pool, PoolBlocker, PoolHolder, Pools, SlotOutcome, SlotRequest, SlotWant } from './pools.js';
export { ownerText, readOwner, type LeaseOwner } from './lease_owner.js';
export type { ImportFailure, ImportSummary } from './import_outcome.js';
export { exportLineSchema } from './lines.js';
export type { BuildRecord, JobBatch, RetriedAttempt, TaskRecord } from './jobs/records.js';
export { removeBuilds } from './jobs/remove.js';
export { JOB_TABLES, prepareJobTables } from './jobs/tables.js';
export {
  jobCatalogOver,
  openJobCatalogView,
  type BuildsQuery,
  type JobCatalogView,
  type JobLatest,
  type JobPeriod,
  type JobProgress,
  type JobsQuery,
  type TasksQuery,
  type TimelineQuery,
} from './jobs/view.js';
export { interruptBuild, writeJobs } from './jobs/write.js';
export { memoryCatalog } from './memory.js';
export { openCatalog, openCatalogView, type CatalogLocation } from './open.js';
export { openPostgresCatalog, openPostgresView } from './postgres/open.js';
export { catalogPath } from './sqlite/files.js';
export { openSqliteView } from './sqlite/look.js';
export { openSqliteCatalog } from './sqlite/open.js';
export { adopt, type AdoptDeps } from './commands/adopt.js';
export { forget, type ForgetOutcome } from './commands/forget.js';
export { grid, type GridOptions } from './commands/grid.js';
export { history } from './commands/history.js';
export { ls, type LsFormat } from './commands/ls.js';
export { findMissing, missingLines } from './commands/missing.js';
export { show, type NotInCatalog } from './commands/show.js';
export type {
  Database,
  DatabaseView,
  MigrationStep,
  RowsStatement,
  RowSource,
  Sql,
  SqlRow,
  SqlValue,
  Statement,
} from './sql/database.js';
export { openDatabase, openDatabaseView, sharedPlace } from './sql/open.js';
export type { DatabaseOptions } from './sql/sqlite.js';
