import type { MigrationStep } from '../../catalog/index.js';

/** Tables of requests: see `Database.migrate`. */
export const REQUEST_TABLES: readonly MigrationStep[] = [
  `CREATE TABLE requests (
  id TEXT NOT NULL PRIMARY KEY,
  graph TEXT NOT NULL,
  deployment TEXT,
  made_at BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  source TEXT NOT NULL,
  idempotency_key TEXT,
  body TEXT NOT NULL,
  body_digest TEXT NOT NULL,
  wanted TEXT NOT NULL,
  state TEXT NOT NULL,
  priority BIGINT NOT NULL,
  note TEXT,
  size BIGINT,
  parent TEXT,
  owner TEXT,
  owner_expires BIGINT,
  plan_run TEXT,
  previous_run TEXT,
  plan_id TEXT,
  plan_digest TEXT,
  plan_summary TEXT,
  changes TEXT,
  approved_by TEXT,
  approved_at BIGINT,
  approved_digest TEXT,
  run_id TEXT,
  interruptions INTEGER NOT NULL DEFAULT 0,
  drifts INTEGER NOT NULL DEFAULT 0,
  cancel_signals INTEGER NOT NULL DEFAULT 0,
  waiting_for TEXT,
  ended_at BIGINT,
  problem TEXT
);
CREATE UNIQUE INDEX requests_by_key ON requests (made_by, idempotency_key);
CREATE INDEX requests_by_state ON requests (state, priority, id);
CREATE INDEX requests_by_graph ON requests (graph, id);
CREATE INDEX requests_by_parent ON requests (parent, id);
CREATE INDEX requests_by_owner ON requests (owner);
CREATE TABLE request_refs (
  request_id TEXT NOT NULL,
  ref TEXT NOT NULL,
  PRIMARY KEY (request_id, ref)
);
CREATE INDEX request_refs_by_ref ON request_refs (ref, request_id);
CREATE TABLE request_lock (id INTEGER NOT NULL PRIMARY KEY, holder TEXT);
INSERT INTO request_lock VALUES (1, NULL);
CREATE TABLE backfill_chunks (
  request_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  tasks INTEGER NOT NULL,
  refs TEXT NOT NULL,
  force TEXT NOT NULL,
  child TEXT,
  done INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (request_id, number)
);
CREATE INDEX backfill_chunks_by_child ON backfill_chunks (child);
CREATE TABLE backfill_cells (
  request_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  ref TEXT NOT NULL,
  chunk INTEGER,
  state TEXT NOT NULL,
  PRIMARY KEY (request_id, number)
);
CREATE INDEX backfill_cells_by_chunk ON backfill_cells (request_id, chunk)`,
];
