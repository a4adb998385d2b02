import { mkdtemp, open as openFile, readFile, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { PartitionRef } from '../../base/model/index.js';
import { manifestOf, ref } from '../conformance/manifests.js';
import { all } from '../conformance/subject.js';
import { CatalogError, catalogPath, openSqliteCatalog, type CatalogFailure } from '../index.js';

/** What becomes of a file that something else wrote into, and of what is left in it. */

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

/** Reads all that there is; how that fails, at the opening or later, or nothing where it does not. */
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

test('an undamaged file reads well, so that the failures below mean something', async () => {
  expect((await stat(path)).size).toBeGreaterThan(100 * PAGE_BYTES);
  expect(await failureOfReading()).toBeUndefined();
});

test.each<[what: string, damage: () => Promise<void>]>([
  ['whose header is something else', () => overwrite(0, Buffer.from('Dear diary, '.repeat(10)))],
  ['that lost its end, within a page', () => truncate(path, 50 * PAGE_BYTES + 123)],
  ['that lost its end, at a page', () => truncate(path, 50 * PAGE_BYTES)],
  ['that lost all but its first page', () => truncate(path, PAGE_BYTES)],
  ['one of whose pages is noise', () => overwrite(60 * PAGE_BYTES, Buffer.alloc(PAGE_BYTES, 0xa5))],
  ['one of whose pages is empty', () => overwrite(60 * PAGE_BYTES, Buffer.alloc(PAGE_BYTES))],
  ['whose tables are described by noise', () => overwrite(100, Buffer.alloc(PAGE_BYTES - 100, 0xa5))],
])('a file %s is reported as damaged, and not changed', async (_, damage) => {
  await damage();
  const before = await readFile(path);
  expect(await failureOfReading()).toEqual({ reason: 'catalog-not-a-database', path });
  expect((await readFile(path)).equals(before)).toBe(true);
});

test('what is recorded while a page is noise is there whole or not at all', async () => {
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
