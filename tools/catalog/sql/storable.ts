import type { SqlValue } from './database.js';

/** A text as every database stores it: PostgreSQL accepts neither NUL nor halves of surrogate pairs, and SQLite ends at NUL. */
export function storable(value: SqlValue): SqlValue {
  return typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\ufffd') : value;
}
