import { describe, expect, test } from '@jest/globals';
import { readPostgresError } from './failure.js';

const PATH = 'postgres://db:5432/catalog';

function failed(message: string, code?: string): Error {
  return Object.assign(new Error(message), { code });
}

describe('readPostgresError', () => {
  test.each([
    ['catalog-server-unreachable', failed('connect ECONNREFUSED', 'ECONNREFUSED')],
    ['catalog-server-unreachable', new AggregateError([failed('connect ECONNREFUSED ::1', 'ECONNREFUSED')])],
    ['catalog-server-unreachable', failed('getaddrinfo ENOTFOUND', 'ENOTFOUND')],
    ['catalog-server-unreachable', failed('timeout expired')],
    ['catalog-connection-lost', failed('Connection terminated unexpectedly')],
    ['catalog-connection-lost', failed('read ECONNRESET', 'ECONNRESET')],
    ['catalog-connection-lost', failed('terminating connection due to administrator command', '57P01')],
    ['catalog-access-denied', failed('password authentication failed for user "me"', '28P01')],
    ['catalog-access-denied', failed('permission denied for schema databuild', '42501')],
    ['catalog-database-missing', failed('database "x" does not exist', '3D000')],
    ['catalog-read-only', failed('cannot execute UPDATE in a read-only transaction', '25006')],
    ['catalog-disk-full', failed('could not extend file', '53100')],
    ['catalog-unavailable', failed('out of memory', '53200')],
    ['catalog-unavailable', 'a thrown string'],
  ])('gives %s for %s', (reason, error) => {
    expect(readPostgresError(error, PATH)).toMatchObject({ reason, path: PATH });
  });
});
