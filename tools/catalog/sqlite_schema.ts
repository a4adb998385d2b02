/** Kept in the file's `user_version`. A change of the tables raises it and brings a step that converts. */
export const CATALOG_SCHEMA_VERSION = 1;

/**
 * `manifests`: each manifest once, as the JSON that its schema describes.
 * `outputs`: ref → current manifest, with its keys beside it, so that planning reads one table.
 * `catalog`: one row; its id tells catalogs apart, its generation counts the transactions.
 */
export const TABLES = `
CREATE TABLE manifests (
  seq  INTEGER PRIMARY KEY,
  id   TEXT NOT NULL UNIQUE,
  body TEXT NOT NULL
) STRICT;
CREATE TABLE outputs (
  ref         TEXT NOT NULL PRIMARY KEY,
  manifest_id TEXT NOT NULL,
  version_key TEXT NOT NULL,
  content_key TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE catalog (
  id         TEXT NOT NULL,
  generation INTEGER NOT NULL
) STRICT;
INSERT INTO catalog VALUES (lower(hex(randomblob(8))), 0);
PRAGMA user_version = ${String(CATALOG_SCHEMA_VERSION)};
`;
