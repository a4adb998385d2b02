import type { CatalogFailure } from '../failure.js';

/** SQLSTATE codes (https://www.postgresql.org/docs/current/errcodes-appendix.html) that mean something to a user. */
const INVALID_AUTHORIZATION_CLASS = '28';
const INSUFFICIENT_PRIVILEGE = '42501';
const INVALID_CATALOG_NAME = '3D000';
const READ_ONLY_TRANSACTION = '25006';
const DISK_FULL = '53100';
const CONNECTION_CLASS = '08';
/** The server is stopping or starting, or an administrator closed the connection. */
const OPERATOR_CLASS = '57P';

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EACCES',
]);
const LOST = new Set(['ECONNRESET', 'EPIPE']);

/**
 * Converts an exception of `pg` to a failure.
 *
 * @param path the catalog's address without secrets
 */
export function readPostgresError(error: unknown, path: string): CatalogFailure {
  const code = codeOf(error);
  const detail = error instanceof Error ? error.message : String(error);
  if (UNREACHABLE.has(code)) return { reason: 'catalog-server-unreachable', path, code };
  if (code.startsWith(INVALID_AUTHORIZATION_CLASS) || code === INSUFFICIENT_PRIVILEGE) {
    return { reason: 'catalog-access-denied', path, detail };
  }
  if (LOST.has(code) || code.startsWith(CONNECTION_CLASS) || code.startsWith(OPERATOR_CLASS)) {
    return { reason: 'catalog-connection-lost', path, detail };
  }
  switch (code) {
    case INVALID_CATALOG_NAME:
      return { reason: 'catalog-database-missing', path };
    case READ_ONLY_TRANSACTION:
      return { reason: 'catalog-read-only', path };
    case DISK_FULL:
      return { reason: 'catalog-disk-full', path };
  }
  // pg distinguishes these errors only by their text.
  if (/^timeout expired|timeout exceeded when trying to connect/i.test(detail)) {
    return { reason: 'catalog-server-unreachable', path, code: 'ETIMEDOUT' };
  }
  if (/^Connection terminated|Client has encountered a connection error/.test(detail)) {
    return { reason: 'catalog-connection-lost', path, detail };
  }
  return { reason: 'catalog-unavailable', path, detail };
}

/** A host with several addresses fails with an error for each. */
function codeOf(error: unknown): string {
  const one: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return typeof one === 'object' && one !== null && 'code' in one && typeof one.code === 'string' ? one.code : '';
}
