import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { err, ok, type Manifest, type PartitionRef, type Result } from '../model/index.js';
import { CatalogError, type Catalog, type CatalogFailure, type CurrentManifest } from './catalog.js';
import { readSqliteError } from './sqlite_failure.js';
import { CATALOG_SCHEMA_VERSION, TABLES } from './sqlite_schema.js';

export interface SqliteOptions {
  /** How long to wait for another process's transaction. */
  readonly busyTimeoutMs?: number;
}

const BUSY_TIMEOUT_MS = 30_000;

/** `<stateDir>/catalog.sqlite`. */
export function catalogPath(stateDir: string): string {
  return join(stateDir, 'catalog.sqlite');
}

/**
 * Opens, and makes where it is missing, the catalog of a state directory.
 *
 * Write-ahead logging with `synchronous = NORMAL`: a transaction survives the death of the process at any instant and
 * costs no fsync; after a power failure the last ones may be missing, never half there, and their tasks run again.
 */
export async function openSqliteCatalog(
  stateDir: string,
  options: SqliteOptions = {},
): Promise<Result<Catalog, CatalogFailure>> {
  const path = catalogPath(stateDir);
  const busyTimeoutMs = options.busyTimeoutMs ?? BUSY_TIMEOUT_MS;
  // Loaded only here, so that commands without a catalog start without it.
  const { DatabaseSync } = await import('node:sqlite');
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { timeout: busyTimeoutMs });
    const found = prepareDatabase(db);
    if (found > CATALOG_SCHEMA_VERSION) {
      db.close();
      return err({ reason: 'catalog-newer-schema', path, found, known: CATALOG_SCHEMA_VERSION });
    }
    return ok(sqliteCatalog(db, (error) => new CatalogError(readSqliteError(error, path, busyTimeoutMs), error)));
  } catch (error) {
    db?.close();
    return err(readSqliteError(error, path, busyTimeoutMs));
  }
}

/** @returns the schema version of the file, which is the known one unless a later DataBuild wrote it */
function prepareDatabase(db: DatabaseSync): number {
  const found = schemaVersion(db);
  if (found > CATALOG_SCHEMA_VERSION) return found;
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY;');
  if (found < CATALOG_SCHEMA_VERSION) {
    inTransaction(db, () => {
      // Another process may have made the tables since.
      if (schemaVersion(db) < CATALOG_SCHEMA_VERSION) db.exec(TABLES);
    });
  }
  // A database that cannot be written shows here, before anything was built for nothing.
  db.exec('BEGIN IMMEDIATE; ROLLBACK');
  return CATALOG_SCHEMA_VERSION;
}

function schemaVersion(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
}

function inTransaction(db: DatabaseSync, work: () => void): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    work();
    db.exec('COMMIT');
  } catch (error) {
    // SQLite has already rolled back after some errors (a full disk, for one).
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function sqliteCatalog(db: DatabaseSync, wrap: (error: unknown) => CatalogError): Catalog {
  const insertManifest = db.prepare('INSERT INTO manifests (id, body) VALUES (?, ?)');
  const setOutput = db.prepare(
    'INSERT INTO outputs (ref, manifest_id, version_key, content_key) VALUES (?, ?, ?, ?) ' +
      'ON CONFLICT (ref) DO UPDATE SET manifest_id = excluded.manifest_id, ' +
      'version_key = excluded.version_key, content_key = excluded.content_key',
  );
  const nextGeneration = db.prepare('UPDATE catalog SET generation = generation + 1');
  // CROSS JOIN keeps SQLite from scanning the table and looking refs up in the list.
  const selectCurrent = db.prepare(
    'SELECT ref, manifest_id, version_key, content_key FROM json_each(?) AS wanted CROSS JOIN outputs ' +
      'ON ref = wanted.value',
  );
  const selectManifests = db.prepare(
    'SELECT manifests.id, body FROM json_each(?) AS wanted CROSS JOIN manifests ON manifests.id = wanted.value',
  );
  const selectGeneration = db.prepare('SELECT id, generation FROM catalog');

  /** node:sqlite works at once; its errors become rejections all the same. */
  const attempt = <T>(work: () => T): Promise<T> => {
    try {
      return Promise.resolve(work());
    } catch (error) {
      return Promise.reject(wrap(error));
    }
  };

  return {
    current: (refs) =>
      attempt(() => {
        const found = new Map<PartitionRef, CurrentManifest>();
        if (refs.length === 0) return found;
        for (const row of selectCurrent.iterate(JSON.stringify(refs)) as Iterable<unknown> as Iterable<OutputRow>) {
          found.set(row.ref, {
            id: row.manifest_id,
            versionKey: row.version_key,
            contentKey: row.content_key ?? undefined,
          });
        }
        return found;
      }),
    record: (batch) =>
      attempt(() => {
        if (batch.length === 0) return;
        inTransaction(db, () => {
          for (const manifest of batch) {
            insertManifest.run(manifest.id, JSON.stringify(manifest));
            for (const ref of manifest.outputs) {
              setOutput.run(ref, manifest.id, manifest.versionKey, manifest.contentKey ?? null);
            }
          }
          nextGeneration.run();
        });
      }),
    manifests: (ids) =>
      attempt(() => {
        const found = new Map<string, Manifest>();
        for (const row of selectManifests.iterate(JSON.stringify(ids))) {
          // Only `record` writes bodies, from values of this very type.
          found.set(String(row['id']), JSON.parse(String(row['body'])) as Manifest);
        }
        return found;
      }),
    snapshot: () =>
      attempt(() => {
        const row = selectGeneration.get();
        return `${String(row?.['id'])}:${String(row?.['generation'])}`;
      }),
    close: () =>
      attempt(() => {
        db.close();
      }),
  };
}

/** One row of `selectCurrent`. Refs come back exactly as `record` took them from parsed manifests. */
interface OutputRow {
  readonly ref: PartitionRef;
  readonly manifest_id: string;
  readonly version_key: string;
  readonly content_key: string | null;
}
