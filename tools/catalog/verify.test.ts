import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { manifestOf } from './conformance/manifests.js';
import { all } from './conformance/subject.js';
import { catalogPath, openSqliteCatalog, type Catalog } from './index.js';

let stateDir: string;
let catalog: Catalog;

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'databuild-verify-'));
  const opened = await openSqliteCatalog(stateDir);
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  catalog = opened.value;
  await catalog.record([manifestOf('m1', ['a', 'b'], { contentKey: 'k' })]);
  await catalog.record([manifestOf('m2', ['b'])]);
});

afterEach(async () => {
  await catalog.close();
  await rm(stateDir, { recursive: true, force: true });
});

/** What verification says after somebody's hand was in the file. */
async function after(sql: string): Promise<unknown[]> {
  const db = new DatabaseSync(catalogPath(stateDir));
  db.exec(sql);
  db.close();
  return all(catalog.verify());
}

test.each([
  ["DELETE FROM manifests WHERE id = 'm1'", [{ problem: 'manifest-missing', ref: 'a', manifest: 'm1' }]],
  [
    "UPDATE manifests SET body = 'x' WHERE id = 'm1'",
    [{ problem: 'manifest-unreadable', manifest: 'm1', detail: 'is not JSON' }],
  ],
  [
    "UPDATE manifests SET body = json_set(body, '$.attempt', 0) WHERE id = 'm1'",
    [{ problem: 'manifest-unreadable', manifest: 'm1', detail: expect.stringContaining('attempt: ') }],
  ],
  [
    "UPDATE manifests SET body = json_set(body, '$.id', 'm9') WHERE id = 'm1'",
    [{ problem: 'manifest-id-differs', manifest: 'm1', found: 'm9' }],
  ],
  [
    "UPDATE outputs SET version_key = 'v', content_key = NULL, job_version = '9.0.0' WHERE ref = 'a'",
    [
      { problem: 'keys-differ', ref: 'a', manifest: 'm1', key: 'versionKey' },
      { problem: 'keys-differ', ref: 'a', manifest: 'm1', key: 'contentKey' },
      { problem: 'keys-differ', ref: 'a', manifest: 'm1', key: 'jobVersion' },
    ],
  ],
  ["DELETE FROM outputs WHERE ref = 'a'", [{ problem: 'output-missing', ref: 'a', manifest: 'm1' }]],
  [
    "UPDATE outputs SET manifest_id = 'm1', version_key = 'version of m1', content_key = 'k' WHERE ref = 'b'",
    [{ problem: 'not-newest', ref: 'b', manifest: 'm1' }],
  ],
  [
    "UPDATE outputs SET manifest_id = 'm2', version_key = 'version of m2', content_key = NULL WHERE ref = 'a'",
    [
      { problem: 'output-not-in-manifest', ref: 'a', manifest: 'm2' },
      { problem: 'not-newest', ref: 'a', manifest: 'm2' },
    ],
  ],
])('verification finds what became of %s', async (sql, problems) => {
  expect(await after(sql)).toEqual(problems);
});
