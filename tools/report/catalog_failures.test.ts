import { describe, expect, test } from '@jest/globals';
import type { CatalogFailure, CatalogProblem, ImportFailure } from '../catalog/index.js';
import type { PartitionRef } from '../base/model/index.js';
import {
  describeCatalogFailure,
  describeCatalogProblem,
  describeImportFailure,
  describeNotInCatalog,
} from './catalog_failures.js';

const path = 'postgres://db:5432/catalog';
const ref = 'reviews/date=2024-03-01' as PartitionRef;
const manifest = 'm1';

test.each<[CatalogFailure, string]>([
  [
    { reason: 'catalog-address-invalid', path, detail: 'it names no host' },
    'it names no host; write postgres://user@host',
  ],
  [
    { reason: 'catalog-server-unreachable', path, code: 'ECONNREFUSED' },
    `no server answers for the catalog ${path} (ECONNREFUSED)`,
  ],
  [
    { reason: 'catalog-connection-lost', path, detail: 'terminated' },
    'was lost (terminated); everything recorded so far is safe',
  ],
  [{ reason: 'catalog-access-denied', path, detail: 'no' }, 'denied access: no; check user, password and rights'],
  [{ reason: 'catalog-database-missing', path }, 'names a database that does not exist on the server'],
  [
    { reason: 'catalog-row-damaged', path, what: 'ref a\u202eb', detail: 'its time, -1, is out of range' },
    'has a damaged row for ref a\\u202eb: its time, -1, is out of range; run catalog verify',
  ],
])('a message about a catalog on a server names the address and the fix: %j', (failure, text) => {
  expect(describeCatalogFailure(failure)).toContain(text);
});

const file = '/s/catalog.sqlite';
const owner = { uid: 1002, gid: 1000, mode: 0o644 };

test.each<[CatalogFailure, string]>([
  [
    { reason: 'catalog-rights-missing', path, rights: ['INSERT on databuild.leases'] },
    'has no right to INSERT on databuild.leases; ask the owner of the tables to run GRANT SELECT,',
  ],
  [{ reason: 'catalog-read-only', path }, 'its server or its database is read-only'],
  [
    { reason: 'catalog-read-only', path: file, obstacle: { file: `${file}-shm`, code: 'EACCES', owner } },
    `cannot be written: ${file}-shm: permission denied (EACCES), owner uid 1002, group gid 1000, mode 644; ` +
      `its owner can share it with "chmod g+rwX ${file}-shm", or use another --state-dir`,
  ],
  [
    { reason: 'catalog-read-only', path: file, obstacle: { file, code: 'EACCES', owner: { ...owner, mode: 0o664 } } },
    `become a member of its group, or its owner can change that with "chgrp GROUP ${file}", or`,
  ],
  [
    { reason: 'catalog-read-only', path: file, obstacle: { file, code: 'EACCES', owner: { ...owner, self: true } } },
    `mode 644; run "chmod u+rwX ${file}", or use another --state-dir`,
  ],
  [
    { reason: 'catalog-read-only', path: file, obstacle: { file, code: 'EROFS', owner } },
    `${file}: the file system is read-only (EROFS); use another --state-dir`,
  ],
  [
    { reason: 'catalog-unreadable', path: file, obstacle: { file: '/s', code: 'ENOTDIR' } },
    'cannot be read: /s: a file is where a directory should be (ENOTDIR); correct that',
  ],
  [
    { reason: 'catalog-path-too-long', path: file, bytes: 1505, limit: 504 },
    'has 1,505 bytes, and SQLite allows at most 504: /s/catalog.sqlite; use a --state-dir with a shorter path',
  ],
  [
    { reason: 'catalog-truncated', path: file },
    `the catalog ${file} is empty although builds have used it, so it was truncated; restore it from a backup, or move it away`,
  ],
  [
    { reason: 'catalog-removed', path: file, missing: '/s' },
    `the catalog ${file} can no longer be used: /s was removed; restore it from a backup`,
  ],
  [
    { reason: 'catalog-number-out-of-range', path: file, detail: 'Value is too large: 9223372036854775807' },
    `the catalog ${file} is damaged: Value is too large: 9223372036854775807; restore it from a backup, or move it away`,
  ],
  [
    { reason: 'catalog-index-missing', path: file, index: `${file}-shm` },
    'run the command once as an account that may write there',
  ],
])('a message about an unusable catalog names the obstacle and the fix: %j', (failure, text) => {
  expect(describeCatalogFailure(failure)).toContain(text);
});

test.each<[ImportFailure, string]>([
  [
    { reason: 'import-line-not-json', line: 7, problem: { kind: 'empty' } },
    'line 7 is empty; it must be JSON; an export has one',
  ],
  [
    { reason: 'import-newer-schema', line: 1, found: 2, known: 1 },
    'line 1 was exported by a later DataBuild (schemaVersion 2, this one knows 1)',
  ],
  [
    { reason: 'import-line-invalid', line: 2, at: 'manifest.id', detail: 'is missing' },
    'line 2 is not a line of an export: manifest.id: is missing',
  ],
  [
    { reason: 'import-line-invalid', line: 2, at: '', detail: 'is a list' },
    'line 2 is not a line of an export: is a list',
  ],
])('a message about an import names the line: %j', (failure, text) => {
  expect(describeImportFailure(failure)).toContain(text);
});

describe('a message about a problem in the catalog', () => {
  test.each<[CatalogProblem, string]>([
    [{ problem: 'manifest-unreadable', manifest, detail: 'is not JSON' }, 'manifest m1 cannot be read: is not JSON'],
    [{ problem: 'manifest-id-differs', manifest, found: 'm2' }, 'manifest m1 contains the id m2'],
    [{ problem: 'manifest-missing', ref, manifest }, `${ref} points at manifest m1, which is missing`],
    [{ problem: 'output-not-in-manifest', ref, manifest }, 'which does not list it'],
    [
      { problem: 'keys-differ', ref, manifest, key: 'versionKey' },
      `${ref} has a different versionKey than its manifest m1`,
    ],
    [{ problem: 'not-newest', ref, manifest }, 'later ones were recorded'],
    [{ problem: 'output-missing', ref, manifest }, `${ref} is missing, although manifest m1 recorded it`],
  ])('names the problem, and how the next build repairs it: %j', (problem, text) => {
    expect(describeCatalogProblem(problem)).toContain(text);
    expect(describeCatalogProblem(problem)).toMatch(/the next build makes (it|them) again$/);
  });
});

test.each([
  ['a/1', 'the row of a/1 is damaged: x; forget the ref, and the next build makes it again'],
  [
    '\u001b[2J\n',
    'the row of \\u001b[2J\\n is damaged: x; delete it from the tables outputs and history of the database',
  ],
])('a damaged row is named with a fix that works for its ref: %j', (odd, text) => {
  expect(describeCatalogProblem({ problem: 'partition-unreadable', ref: odd, detail: 'x' })).toBe(text);
});

test('refs that the catalog does not have are named on a line each', () => {
  expect(describeNotInCatalog({ reason: 'not-in-catalog', refs: [ref, 'x' as PartitionRef] })).toBe(
    `the catalog has no ${ref}; catalog ls lists what it has\nthe catalog has no x; catalog ls lists what it has`,
  );
});
