import type { MigrationStep } from '../../catalog/index.js';

/** Tables of runs: see `Database.migrate`. */
export const RUN_TABLES: readonly MigrationStep[] = [
  `CREATE TABLE runs (
  id TEXT NOT NULL PRIMARY KEY,
  request_id TEXT NOT NULL,
  graph TEXT NOT NULL,
  deployment TEXT NOT NULL,
  state TEXT NOT NULL,
  replica TEXT NOT NULL,
  host TEXT NOT NULL,
  directory TEXT NOT NULL,
  mark TEXT,
  build_id TEXT,
  signals_begun INTEGER NOT NULL DEFAULT 0,
  signals_sent INTEGER NOT NULL DEFAULT 0,
  started_at BIGINT NOT NULL,
  ended_at BIGINT,
  exit_code INTEGER,
  signal TEXT,
  stderr_tail TEXT
);
CREATE INDEX runs_by_request ON runs (request_id, id);
CREATE INDEX runs_by_state ON runs (state, id)`,
  'CREATE INDEX runs_by_build ON runs (build_id)',
];
