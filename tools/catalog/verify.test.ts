import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { manifestOf, ref } from './conformance/manifests.js';
import { all } from './conformance/subject.js';
import { catalogPath, openSqliteCatalog, type Catalog } from './index.js';
import { connection } from './sqlite/connection.js';
import { sqliteStore } from './sqlite/store.js';
import type { Store } from './store.js';
import { verify } from './verify.js';

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

/** What verification reports after this change of the file. */
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
    [
      {
        problem: 'manifest-unreadable',
        manifest: 'm1',
        detail: expect.stringContaining('it is not JSON, at column 1'),
      },
    ],
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
  [
    `UPDATE manifests SET body = replace(body, '"metadata":{}', '"metadata":{"a":${'['.repeat(1600)}${']'.repeat(1600)}}') WHERE id = 'm1'`,
    [{ problem: 'manifest-unreadable', manifest: 'm1', detail: expect.stringContaining('more than 110 deep') }],
  ],
  [
    "UPDATE manifests SET body = json_set(body, '$.taskId', '../../x') WHERE id = 'm1'",
    [{ problem: 'manifest-unreadable', manifest: 'm1', detail: expect.stringContaining('taskId: ') }],
  ],
  [
    "UPDATE manifests SET at = -1 WHERE id = 'm1'",
    [{ problem: 'manifest-unreadable', manifest: 'm1', detail: expect.stringContaining('its time, -1') }],
  ],
  [
    "UPDATE outputs SET at = -1 WHERE ref = 'a'",
    [{ problem: 'partition-unreadable', ref: 'a', detail: expect.stringContaining('its time, -1') }],
  ],
  [
    "UPDATE outputs SET ref = char(27) || '[2J' WHERE ref = 'a'",
    [
      { problem: 'output-missing', ref: 'a', manifest: 'm1' },
      { problem: 'partition-unreadable', ref: '\u001b[2J', detail: '"\\u001b[2J" is not a ref' },
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
])('verification finds the problem after %s', async (sql, problems) => {
  expect(await after(sql)).toEqual(problems);
});

test.each([
  [
    'a manifest that is nested too deep',
    `UPDATE manifests SET body = replace(body, '"metadata":{}', '"metadata":{"a":${'['.repeat(9000)}${']'.repeat(9000)}}') WHERE id = 'm2'`,
    'manifest m2',
  ],
  [
    'a manifest with a task id that is a path',
    "UPDATE manifests SET body = json_set(body, '$.taskId', '../x') WHERE id = 'm2'",
    'manifest m2',
  ],
  ['an impossible time', "UPDATE history SET at = -5 WHERE manifest_id = 'm2'", 'ref b'],
])('reads reject %s by name, and an export leaves it out', async (_, sql, what) => {
  await after(sql);
  await expect(catalog.history([ref('b')])).rejects.toMatchObject({ failure: { reason: 'catalog-row-damaged', what } });
  const left: string[] = [];
  const lines = await all(catalog.exportLines((damaged) => left.push(damaged)));
  for (const line of lines) expect(() => JSON.parse(line) as unknown).not.toThrow();
  if (what === 'ref b') return;
  expect(left).toEqual([what]);
  expect(lines).toHaveLength(1);
  await expect(all(catalog.exportLines())).rejects.toMatchObject({ failure: { reason: 'catalog-row-damaged', what } });
  await expect(catalog.manifests(['m2'])).rejects.toMatchObject({ failure: { reason: 'catalog-row-damaged', what } });
  // The fix that the message gives works, even though the manifest cannot be read.
  expect(await catalog.forget([ref('b')])).toEqual(['b']);
});

test('reads a manifest only a few times, however many outputs it has', async () => {
  const outputs = Array.from({ length: 20_000 }, (_, number) => `many/${String(number)}`);
  const opened = sqliteStore(connection(new DatabaseSync(catalogPath(stateDir)), stateDir, 1000), Date.now);
  await catalog.record([manifestOf('large', outputs)]);
  let bodies = 0;
  const store: Store = {
    ...opened,
    bodies: async (ids) => {
      const found = await opened.bodies(ids);
      bodies += found.size;
      return found;
    },
  };
  expect(await all(verify(store))).toEqual([]);
  expect(bodies).toBeLessThanOrEqual(4);
  await opened.close();
});
