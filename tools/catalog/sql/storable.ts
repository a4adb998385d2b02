import type { SqlValue } from './database.js';

/** A text as every database stores it: PostgreSQL accepts neither NUL nor halves of surrogate pairs, and SQLite ends at NUL. */
export function storable(value: SqlValue): SqlValue {
  // Most texts are, and need no copy.
  if (typeof value !== 'string' || (value.isWellFormed() && !value.includes('\0'))) return value;
  return value.toWellFormed().replaceAll('\0', '\ufffd');
}
