import { mkdir, mkdtemp, rm, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DAMAGED_BODIES, inputOf, manifestOf, ref } from '../conformance/manifests.js';
import {
  catalogPath,
  openCatalog,
  openCatalogView,
  openSqliteCatalog,
  type Catalog,
  type CatalogFailure,
} from '../index.js';
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
  if (catalog.ok) throw new Error('the catalog opened, but should fail');
  return catalog.error;
}

describe('a SQLite catalog', () => {
  test('of a later version of DataBuild is not opened', async () => {
    await (await open()).close();
    const db = new DatabaseSync(catalogPath(stateDir));
    db.exec('PRAGMA user_version = 9');
    db.close();
    expect(await failureOf()).toEqual({
      reason: 'catalog-newer-schema',
      path: catalogPath(stateDir),
      found: 9,
      known: 5,
    });
  });

  test('that is not a database or was truncated is not treated as empty', async () => {
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

  test('that another process locks for too long is reported as locked', async () => {
    const c = await open();
    const db = new DatabaseSync(catalogPath(stateDir));
    db.exec('BEGIN IMMEDIATE');
    expect(await failureOf()).toEqual({ reason: 'catalog-locked', path: catalogPath(stateDir), waitedMs: 10 });
    db.close();
    await c.record([manifestOf('m', ['a'])]);
    await c.close();
  });

  test('that another process is creating is opened when that process has ended its transaction', async () => {
    const other = new DatabaseSync(catalogPath(stateDir));
    other.exec('BEGIN IMMEDIATE');
    const opening = openSqliteCatalog(stateDir);
    // SQLite has refused the first attempt.
    await new Promise(setImmediate);
    other.exec('COMMIT');
    other.close();
    const opened = await opening;
    expect(opened).toMatchObject({ ok: true });
    if (opened.ok) await opened.value.close();
  });

  test('that cannot be created gives its path', async () => {
    await rm(stateDir, { recursive: true });
    expect(await failureOf()).toMatchObject({ reason: 'catalog-unavailable', path: catalogPath(stateDir) });
  });

  test('whose path is too long for SQLite gives the maximum length', async () => {
    const limit = 504;
    const longest = (bytes: number): string => {
      const rest = bytes - Buffer.byteLength(catalogPath(join(stateDir, '')));
      return join(stateDir, ...['a', 'b', 'é'.repeat(50), 'c'.repeat(rest - 207), 'd'.repeat(100)]);
    };
    const fits = longest(limit);
    await mkdir(fits, { recursive: true });
    expect(Buffer.byteLength(catalogPath(fits))).toBe(limit);
    expect(await openSqliteCatalog(fits)).toMatchObject({ ok: true });

    const tooLong = longest(limit + 1);
    await mkdir(tooLong, { recursive: true });
    const error = { reason: 'catalog-path-too-long', path: catalogPath(tooLong), bytes: limit + 1, limit };
    expect(await openSqliteCatalog(tooLong)).toEqual({ ok: false, error });
    expect(await openCatalogView({ stateDir: tooLong })).toEqual({ ok: false, error });

    // A link does not make the path shorter.
    await symlink(tooLong, join(stateDir, 'link'));
    expect(await openCatalog({ stateDir: join(stateDir, 'link') })).toMatchObject({
      ok: false,
      error: { bytes: limit + 1 },
    });
  });

  test('that was truncated to nothing is not treated as new', async () => {
    await (await open()).close();
    await mkdir(join(stateDir, 'builds'));
    await truncate(catalogPath(stateDir), 0);
    const anHourAgo = new Date(Date.now() - 3_600_000);
    await utimes(catalogPath(stateDir), anHourAgo, anHourAgo);
    const error = { reason: 'catalog-truncated', path: catalogPath(stateDir) };
    expect(await openCatalog({ stateDir })).toEqual({ ok: false, error });
    expect(await openCatalogView({ stateDir })).toEqual({ ok: false, error });
    // A file that was never filled, for example because the disk was full, is treated as new.
    await rm(join(stateDir, 'builds'), { recursive: true });
    await (await open()).close();
  });

  test.each<[what: string, code: string, make: (path: string) => Promise<unknown>]>([
    ['is a directory', 'EISDIR', (path) => mkdir(path)],
    ['is a link to itself', 'ELOOP', (path) => symlink(path, path)],
  ])('that %s names this obstacle', async (_, code, make) => {
    const path = catalogPath(stateDir);
    await make(path);
    const error = { reason: 'catalog-unreadable', path, obstacle: { file: path, code } };
    expect(await openCatalog({ stateDir })).toMatchObject({ ok: false, error });
    expect(await openCatalogView({ stateDir })).toMatchObject({ ok: false, error });
  });

  test('that is a dangling link is created at the target of the link', async () => {
    await mkdir(join(stateDir, 'elsewhere'));
    await symlink(join(stateDir, 'elsewhere', 'c'), catalogPath(stateDir));
    await (await open()).close();
    expect((await stat(join(stateDir, 'elsewhere', 'c'))).size).toBeGreaterThan(0);
  });

  test('that is a link into a missing folder is reported as a dangling link', async () => {
    await symlink(join(stateDir, 'nowhere', 'c'), catalogPath(stateDir));
    expect(await failureOf()).toMatchObject({ obstacle: { file: catalogPath(stateDir), code: 'dangling-link' } });
  });

  test('finds the inputs of other manifests beside damaged ones', async () => {
    const c = await open();
    await c.record([
      manifestOf('good', ['a'], { inputs: [inputOf('x', 'm')] }),
      ...DAMAGED_BODIES.map((_, i) => manifestOf(`m${String(i)}`, [`b/${String(i)}`])),
    ]);
    const db = new DatabaseSync(catalogPath(stateDir));
    const damage = db.prepare('UPDATE manifests SET body = ? WHERE id = ?');
    for (const [i, body] of DAMAGED_BODIES.entries()) damage.run(body, `m${String(i)}`);
    db.close();
    const refs = ['a', ...DAMAGED_BODIES.map((_, i) => `b/${String(i)}`)].map(ref);
    expect((await c.inputs(refs, 100)).toSorted()).toEqual(['x', 'y']);
    await c.close();
  });

  test('reports a damaged manifest when it is read', async () => {
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

test('errors of SQLite are converted to the failure that a person can act on', () => {
  const failed = (errcode: number): Error => Object.assign(new Error('it failed'), { errcode });
  expect(readSqliteError(failed(8 | (1 << 8)), 'p', 1)).toEqual({ reason: 'catalog-read-only', path: 'p' });
  expect(readSqliteError(failed(13), 'p', 1)).toEqual({ reason: 'catalog-disk-full', path: 'p' });
  // The index of the write-ahead log cannot be enlarged.
  expect(readSqliteError(failed(10 | (19 << 8)), 'p', 1)).toEqual({ reason: 'catalog-disk-full', path: 'p' });
  expect(readSqliteError(failed(6), 'p', 1)).toEqual({ reason: 'catalog-locked', path: 'p', waitedMs: 1 });
  expect(readSqliteError(failed(1), 'p', 1)).toEqual({ reason: 'catalog-unavailable', path: 'p', detail: 'it failed' });
});
