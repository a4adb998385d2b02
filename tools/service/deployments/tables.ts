import type { MigrationStep } from '../../catalog/index.js';

const tables = (bytes: 'BLOB' | 'BYTEA'): string => `
CREATE TABLE deployments (
  digest     TEXT NOT NULL PRIMARY KEY,
  graph      TEXT NOT NULL,
  state      TEXT NOT NULL,
  size       BIGINT NOT NULL,
  made_at    BIGINT NOT NULL,
  made_by    TEXT NOT NULL,
  current_at BIGINT,
  summary    TEXT NOT NULL
);
CREATE UNIQUE INDEX deployments_current ON deployments (graph) WHERE state = 'current';
CREATE INDEX deployments_by_graph ON deployments (graph, made_at);
CREATE TABLE deployment_chunks (
  digest TEXT NOT NULL,
  seq    INTEGER NOT NULL,
  bytes  ${bytes} NOT NULL,
  PRIMARY KEY (digest, seq)
);
CREATE TABLE deployment_builds (
  build  TEXT NOT NULL PRIMARY KEY,
  graph  TEXT NOT NULL,
  digest TEXT NOT NULL
);
CREATE INDEX deployment_builds_by_digest ON deployment_builds (digest)`;

/**
 * Tables of deployments: see `Database.migrate`.
 *
 * - `deployments`: archives by digest. `arriving`: its chunks are not complete. `deleted`: its chunks are gone; the row stays,
 *   because manifests may lead to it.
 * - `deployment_chunks`: the bytes of the archives, from which any replica unpacks them.
 * - `deployment_builds`: which deployment made a build; manifests name their build.
 */
export const DEPLOYMENT_TABLES: readonly MigrationStep[] = [{ sqlite: tables('BLOB'), postgres: tables('BYTEA') }];
