import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { manifestOf } from '../conformance/manifests.js';
import { catalogPath, openCatalog, openSqliteCatalog, type Catalog, type CatalogFailure } from '../index.js';
import { readSqliteError } from './failure.js';

let stateDir: string;

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'databuild-sqlite-'));
});

afterEach(() => rm(stateDir, { recursive: true, force: true }));

async function open(): Promise<Catalog> {
  const catalog = await openCatalog({ stateDir });
  if (!catalog.ok) throw new Error(JSON.stringify(catalog.error));
  return catalog.value;
}

async function failureOf(busyTimeoutMs = 10): Promise<CatalogFailure> {
  const catalog = await openSqliteCatalog(stateDir, { busyTimeoutMs });
  if (catalog.ok) throw new Error('it opens');
  return catalog.error;
}

describe('a SQLite catalog', () => {
  test('of a later DataBuild is left alone', async () => {
    await (await open()).close();
    const db = new DatabaseSync(catalogPath(stateDir));
    db.exec('PRAGMA user_version = 9');
    db.close();
    expect(await failureOf()).toEqual({
      reason: 'catalog-newer-schema',
      path: catalogPath(stateDir),
      found: 9,
      known: 3,
    });
  });

  test('that is no database, or was cut off, is not taken for an empty one', async () => {
    const notADatabase = { reason: 'catalog-not-a-database', path: catalogPath(stateDir) };
    await writeFile(catalogPath(stateDir), 'Dear diary, today I learnt about partitions. '.repeat(100));
    expect(await failureOf()).toEqual(notADatabase);

    await rm(catalogPath(stateDir));
    const c = await open();
    await c.record([manifestOf('m', ['a'])]);
    await c.close();
    await truncate(catalogPath(stateDir), 5_000);
    expect(await failureOf()).toEqual(notADatabase);
  });

  test('that somebody else holds for too long says so', async () => {
    const c = await open();
    const db = new DatabaseSync(catalogPath(stateDir));
    db.exec('BEGIN IMMEDIATE');
    expect(await failureOf()).toEqual({ reason: 'catalog-locked', path: catalogPath(stateDir), waitedMs: 10 });
    db.close();
    await c.record([manifestOf('m', ['a'])]);
    await c.close();
  });

  test('that cannot be made says where', async () => {
    await rm(stateDir, { recursive: true });
    expect(await failureOf()).toMatchObject({ reason: 'catalog-unavailable', path: catalogPath(stateDir) });
  });

  test('tells of a manifest that was damaged, when it is asked for', async () => {
    const c = await open();
    await c.record([manifestOf('m', ['a'])]);
    const db = new DatabaseSync(catalogPath(stateDir));
    db.exec("UPDATE manifests SET body = '{'");
    db.close();
    await expect(c.manifests(['m'])).rejects.toMatchObject({
      failure: { reason: 'catalog-row-damaged', what: 'manifest m' },
    });
    await c.close();
  });
});

test('errors of SQLite say what a person can do', () => {
  const failed = (errcode: number): Error => Object.assign(new Error('it failed'), { errcode });
  expect(readSqliteError(failed(8 | (1 << 8)), 'p', 1)).toEqual({ reason: 'catalog-read-only', path: 'p' });
  expect(readSqliteError(failed(13), 'p', 1)).toEqual({ reason: 'catalog-disk-full', path: 'p' });
  // The index of the write-ahead log cannot be made as large as it has to be.
  expect(readSqliteError(failed(10 | (19 << 8)), 'p', 1)).toEqual({ reason: 'catalog-disk-full', path: 'p' });
  expect(readSqliteError(failed(6), 'p', 1)).toEqual({ reason: 'catalog-locked', path: 'p', waitedMs: 1 });
  expect(readSqliteError(failed(1), 'p', 1)).toEqual({ reason: 'catalog-unavailable', path: 'p', detail: 'it failed' });
});
