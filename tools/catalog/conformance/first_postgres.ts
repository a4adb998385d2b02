/** Creates an empty database with the schema of the first release. */
export const FIRST_POSTGRES_SCHEMA = `
CREATE SCHEMA databuild;
CREATE TABLE databuild.schema_version (version int NOT NULL);
INSERT INTO databuild.schema_version VALUES (1);
CREATE TABLE databuild.manifests (
  seq    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id     text COLLATE "C" NOT NULL UNIQUE,
  at     bigint NOT NULL,
  inputs text[] NOT NULL,
  body   text NOT NULL
);
CREATE TABLE databuild.outputs (
  ref         text COLLATE "C" NOT NULL PRIMARY KEY,
  manifest_id text COLLATE "C" NOT NULL,
  version_key text NOT NULL,
  content_key text,
  at          bigint NOT NULL
);
CREATE TABLE databuild.history (
  ref         text COLLATE "C" NOT NULL,
  at          bigint NOT NULL,
  manifest_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (ref, at, manifest_id)
);
CREATE TABLE databuild.leases (
  key     text COLLATE "C" NOT NULL PRIMARY KEY,
  owner   text NOT NULL,
  token   bigint NOT NULL,
  expires timestamptz NOT NULL
);
CREATE SEQUENCE databuild.lease_tokens;
CREATE TABLE databuild.catalog (
  id         text NOT NULL,
  generation bigint NOT NULL,
  last_at    bigint NOT NULL
);
INSERT INTO databuild.catalog VALUES ('0123', 41, 5000)`;

/**
 * Adds manifests to it. Parameters: the ids and the JSON of the manifests, in order; then each output, which only one
 * manifest may have, and the id of its manifest.
 */
export const FIRST_POSTGRES_RECORD = `
WITH given AS (SELECT * FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS given (id, body, n)),
added AS (INSERT INTO databuild.manifests (id, at, inputs, body) SELECT id, n, '{}', body FROM given ORDER BY n),
output AS (SELECT * FROM unnest($3::text[], $4::text[]) AS output (ref, id)),
noted AS (INSERT INTO databuild.history SELECT ref, n, id FROM output JOIN given USING (id))
INSERT INTO databuild.outputs SELECT ref, id, 'version of ' || id, NULL, n FROM output JOIN given USING (id)`;
