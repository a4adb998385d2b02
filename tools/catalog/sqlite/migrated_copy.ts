import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { migrate } from './schema.js';

/**
 * Larger catalogs are copied into a file: SQLite keeps at most 1 GiB in memory, and reports a full disk beyond
 * (SQLITE_CONFIG_MEMDB_MAXSIZE, https://sqlite.org/c3ref/c_config_covering_index_scan.html).
 */
const MAX_BYTES_IN_MEMORY = 256 * 1024 * 1024;

let copies = 0;

/** A copy with the tables migrated to this version, which disappears when it is closed. The catalog stays as it is. */
export function migratedCopy(
  Database: typeof DatabaseSync,
  db: DatabaseSync,
  maxBytesInMemory = MAX_BYTES_IN_MEMORY,
): DatabaseSync {
  const copy = bytesOf(db) <= maxBytesInMemory ? copyInMemory(Database, db) : copyInFile(Database, db);
  migrate(copy);
  return copy;
}

function bytesOf(db: DatabaseSync): number {
  const pragma = (name: string): number => Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
  return pragma('page_count') * pragma('page_size');
}

function copyInMemory(Database: typeof DatabaseSync, db: DatabaseSync): DatabaseSync {
  const name = `file:/databuild-${String(++copies)}?vfs=memdb`;
  const copy = new Database(name);
  db.prepare('VACUUM INTO ?').run(name);
  return copy;
}

function copyInFile(Database: typeof DatabaseSync, db: DatabaseSync): DatabaseSync {
  const directory = mkdtempSync(join(tmpdir(), 'databuild-catalog-'));
  try {
    const path = join(directory, 'copy.sqlite');
    db.prepare('VACUUM INTO ?').run(path);
    const copy = new Database(path);
    // Nobody else opens the copy, and it is not needed after a crash. A journal would be a file beside it.
    copy.exec('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;');
    return copy;
  } finally {
    // The open file stays until it is closed, even if this process is killed.
    rmSync(directory, { recursive: true, force: true });
  }
}
