import type { Database, MigrationStep } from '../../catalog/index.js';

/**
 * - `triggers`: one row for each trigger that a deployment of its graph has had. `revision` counts the changes of the row:
 *   whoever writes `cursor` names the revision that it has read, so that of two replicas only one goes on. `owner` is the
 *   replica that runs programs of the trigger now, until `owner_expires`.
 * - `trigger_events`: one row for each slot or event, and for each range of slots that are not handled. It is waiting until
 *   `ended_at` is set, in the transaction that also makes its request, or records the reason why there is none.
 */
const STEPS: readonly MigrationStep[] = [
  `
CREATE TABLE triggers (
  graph         TEXT NOT NULL,
  name          TEXT NOT NULL,
  revision      BIGINT NOT NULL,
  cursor        TEXT NOT NULL,
  removed       INTEGER NOT NULL,
  paused        INTEGER NOT NULL,
  resumed_at    BIGINT NOT NULL,
  failures      INTEGER NOT NULL,
  next_try      BIGINT NOT NULL,
  problem       TEXT,
  owner         TEXT,
  owner_expires BIGINT NOT NULL,
  PRIMARY KEY (graph, name)
);
CREATE TABLE trigger_events (
  graph    TEXT NOT NULL,
  name     TEXT NOT NULL,
  key      TEXT NOT NULL,
  id       TEXT NOT NULL,
  kind     TEXT NOT NULL,
  at       BIGINT NOT NULL,
  payload  TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  next_try BIGINT NOT NULL,
  problem  TEXT,
  ended_at BIGINT,
  request  TEXT,
  reason   TEXT,
  detail   TEXT,
  PRIMARY KEY (graph, name, key)
);
CREATE INDEX trigger_events_waiting ON trigger_events (graph, name, attempts, id) WHERE ended_at IS NULL;
CREATE INDEX trigger_events_by_time ON trigger_events (graph, name, id);
`,
];

/** Makes the tables of triggers. @returns the version of a later DataBuild, if one has changed them */
export function migrateTriggers(database: Database): Promise<{ readonly newer?: number }> {
  return database.migrate('triggers', STEPS);
}
