import { mkdtemp, open as openFile, readFile, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { PartitionRef } from '../../base/model/index.js';
import { manifestOf, ref } from '../conformance/manifests.js';
import { all } from '../conformance/subject.js';
import { CatalogError, catalogPath, openSqliteCatalog, type CatalogFailure } from '../index.js';

/** These tests damage the file of a catalog, as another program or a broken disk would. */

const PAGE_BYTES = 4096;
const MANIFESTS = 3_000;

let stateDir: string;
let path: string;

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'databuild-damage-'));
  path = catalogPath(stateDir);
  const opened = await openSqliteCatalog(stateDir);
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  await opened.value.record(refs().map((output, i) => manifestOf(`m${String(i)}`, [output])));
  await opened.value.close();
});

afterEach(() => rm(stateDir, { recursive: true, force: true }));

const refs = (): PartitionRef[] => Array.from({ length: MANIFESTS }, (_, i) => ref(`a/${String(i).padStart(5, '0')}`));

async function overwrite(position: number, bytes: Buffer): Promise<void> {
  const file = await openFile(path, 'r+');
  await file.write(bytes, 0, bytes.length, position);
  await file.close();
}

/** Reads the whole catalog. Returns how opening or reading failed; undefined if it succeeded. */
async function failureOfReading(): Promise<CatalogFailure | undefined> {
  const opened = await openSqliteCatalog(stateDir);
  if (!opened.ok) return opened.error;
  const catalog = opened.value;
  try {
    await catalog.current(refs());
    await all(catalog.exportLines());
    await all(catalog.list());
    await catalog.history(refs());
    await catalog.durations(['//jobs:j'], 5);
    return undefined;
  } catch (error) {
    if (error instanceof CatalogError) return error.failure;
    throw error;
  } finally {
    await catalog.close();
  }
}

test('an undamaged file can be read, so the failures below come from the damage', async () => {
  expect((await stat(path)).size).toBeGreaterThan(100 * PAGE_BYTES);
  expect(await failureOfReading()).toBeUndefined();
});

test.each(['DROP TABLE history', 'PRAGMA user_version = 1'])(
  'reports tables that are not those of its version: %s',
  async (sql) => {
    const database = new DatabaseSync(path);
    database.exec(sql);
    database.close();
    expect(await failureOfReading()).toMatchObject({ reason: 'catalog-tables-damaged', path });
  },
);

test.each<[what: string, damage: () => Promise<void>]>([
  ['with another header', () => overwrite(0, Buffer.from('Dear diary, '.repeat(10)))],
  ['cut off within a page', () => truncate(path, 50 * PAGE_BYTES + 123)],
  ['cut off between pages', () => truncate(path, 50 * PAGE_BYTES)],
  ['cut off after its first page', () => truncate(path, PAGE_BYTES)],
  ['with a page of noise', () => overwrite(60 * PAGE_BYTES, Buffer.alloc(PAGE_BYTES, 0xa5))],
  ['with a page of zeros', () => overwrite(60 * PAGE_BYTES, Buffer.alloc(PAGE_BYTES))],
  ['with noise in place of the schema', () => overwrite(100, Buffer.alloc(PAGE_BYTES - 100, 0xa5))],
])('reports a file %s as damaged, and does not change it', async (_, damage) => {
  await damage();
  const before = await readFile(path);
  expect(await failureOfReading()).toEqual({ reason: 'catalog-not-a-database', path });
  expect((await readFile(path)).equals(before)).toBe(true);
});

test('records a batch completely or not at all while a page is noise', async () => {
  await overwrite(60 * PAGE_BYTES, Buffer.alloc(PAGE_BYTES, 0xa5));
  const opened = await openSqliteCatalog(stateDir);
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  const outputs = Array.from({ length: 2_000 }, (_, i) => ref(`a/${String(i).padStart(5, '0')}/new`));
  const batch = outputs.map((output, i) => manifestOf(`n${String(i)}`, [output]));
  const recorded = await opened.value.record(batch).then(
    () => true,
    (error: unknown) => (error instanceof CatalogError ? error.failure.reason : error),
  );
  await opened.value.close();
  const again = await openSqliteCatalog(stateDir);
  if (!again.ok) throw new Error(JSON.stringify(again.error));
  const there = await again.value.manifests(batch.map(({ id }) => id));
  expect([recorded, there.size]).toEqual(recorded === true ? [true, 2_000] : ['catalog-not-a-database', 0]);
  await again.value.close();
});
