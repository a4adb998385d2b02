import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Manifest } from '../../base/model/index.js';
import { manifestOf, ref, took } from '../conformance/manifests.js';
import { all } from '../conformance/subject.js';
import { catalogPath, openCatalog, openCatalogView, type Catalog } from '../index.js';
import { inTransaction } from './connection.js';
import { migratedCopy } from './migrated_copy.js';
import { schemaVersion, SQLITE_SCHEMA_VERSION } from './schema.js';

let stateDir: string;

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'databuild-schema-'));
});

afterEach(() => rm(stateDir, { recursive: true, force: true }));

async function open(): Promise<Catalog> {
  const catalog = await openCatalog({ stateDir });
  if (!catalog.ok) throw new Error(JSON.stringify(catalog.error));
  return catalog.value;
}

/** Creates a file with the tables of version 1. */
function makeFirstVersion(): void {
  const db = new DatabaseSync(catalogPath(stateDir));
  db.exec(`
CREATE TABLE manifests (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL) STRICT;
CREATE TABLE outputs (ref TEXT NOT NULL PRIMARY KEY, manifest_id TEXT NOT NULL, version_key TEXT NOT NULL,
  content_key TEXT) STRICT, WITHOUT ROWID;
CREATE TABLE catalog (id TEXT NOT NULL, generation INTEGER NOT NULL) STRICT;
INSERT INTO catalog VALUES ('0123', 41);
PRAGMA user_version = 1;`);
  const add = db.prepare('INSERT INTO manifests (id, body) VALUES (?, ?)');
  const point = db.prepare('INSERT OR REPLACE INTO outputs VALUES (?, ?, ?, NULL)');
  // The second task ended before the first, because the clock was set back in between.
  const times = ['2024-03-01T00:00:02.000Z', '2024-03-01T00:00:01.000Z', '2024-03-01T00:00:03.500Z'];
  for (const [i, endTime] of times.entries()) {
    const manifest = manifestOf(`m${String(i)}`, ['a', `own/${String(i)}`], { endTime });
    add.run(manifest.id, JSON.stringify(manifest));
    for (const output of manifest.outputs) point.run(output, manifest.id, manifest.versionKey);
  }
  db.close();
}

/** Creates a file with the tables of version 2. */
function makeSecondVersion(manifests: readonly Manifest[]): void {
  const db = new DatabaseSync(catalogPath(stateDir));
  db.exec(`
CREATE TABLE manifests (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL, at INTEGER NOT NULL DEFAULT 0)
  STRICT;
CREATE TABLE outputs (ref TEXT NOT NULL PRIMARY KEY, manifest_id TEXT NOT NULL, version_key TEXT NOT NULL,
  content_key TEXT, at INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
CREATE TABLE history (ref TEXT NOT NULL, at INTEGER NOT NULL, manifest_id TEXT NOT NULL,
  PRIMARY KEY (ref, at, manifest_id)) STRICT, WITHOUT ROWID;
CREATE TABLE leases (key TEXT NOT NULL PRIMARY KEY, owner TEXT NOT NULL, token INTEGER NOT NULL, expires INTEGER NOT NULL)
  STRICT, WITHOUT ROWID;
CREATE TABLE catalog (id TEXT NOT NULL, generation INTEGER NOT NULL, last_at INTEGER NOT NULL DEFAULT 0,
  last_token INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO catalog VALUES ('0123', 41, 1000, 7);
INSERT INTO leases VALUES ('held', 'somebody', 7, 9007199254740991);
INSERT INTO history VALUES ('gone', 900, 'g'), ('gone', 1000, '');
PRAGMA journal_mode = WAL;
PRAGMA user_version = 2;`);
  const add = db.prepare('INSERT INTO manifests (id, body, at) VALUES (?, ?, ?)');
  const note = db.prepare('INSERT INTO history VALUES (?, ?, ?)');
  const point = db.prepare('INSERT OR REPLACE INTO outputs VALUES (?, ?, ?, ?, ?)');
  inTransaction(db, () => {
    for (const [i, manifest] of manifests.entries()) {
      add.run(manifest.id, JSON.stringify(manifest), i);
      for (const output of manifest.outputs) {
        note.run(output, i, manifest.id);
        point.run(output, manifest.id, manifest.versionKey, manifest.contentKey ?? null, i);
      }
    }
  });
  db.close();
}

describe('a SQLite catalog', () => {
  test('of version 1 is migrated with all its contents', async () => {
    makeFirstVersion();
    const c = await open();

    expect(await c.snapshot()).toBe('0123:41');
    const entries = (await c.history([ref('a')])).get(ref('a')) ?? [];
    expect(entries.map((entry) => entry.kind === 'recorded' && entry.manifest.id)).toEqual(['m2', 'm1', 'm0']);
    expect(Math.trunc((entries[0]?.atMicros ?? 0) / 1000)).toBe(Date.parse('2024-03-01T00:00:03.500Z'));
    expect((await all(c.list())).map((listed) => `${listed.ref}=${listed.id}`)).toEqual([
      ...['a=m2', 'own/0=m0', 'own/1=m1', 'own/2=m2'],
    ]);
    expect(await all(c.verify())).toEqual([]);
    await c.record([manifestOf('m3', ['a'])]);
    expect((await c.current([ref('a')])).get(ref('a'))?.id).toBe('m3');
    await c.close();
    await (await open()).close();
  });

  test('of version 2 is migrated with all its contents', async () => {
    const manifests = [
      manifestOf('m0', ['a'], { ...took(1), job: '//:j', jobVersion: '1.0.0', contentKey: 'c0' }),
      manifestOf('m1', ['a', 'b'], { ...took(1_234_567), job: '//:j', jobVersion: '2.1.0', origin: 'built' }),
      manifestOf('m2', ['c'], { ...took(5), job: '//:j', origin: 'adopted' }),
      manifestOf('m3', ['d'], { ...took(-5), job: '//:k', metadata: { odd: '\u0000\ud800"' } }),
    ];
    makeSecondVersion(manifests);
    const c = await open();

    expect(await c.snapshot()).toBe('0123:41');
    expect(await c.manifests(manifests.map(({ id }) => id))).toEqual(new Map(manifests.map((m) => [m.id, m])));
    expect((await all(c.list())).map((listed) => [listed.ref, listed.id, listed.jobVersion])).toEqual([
      ['a', 'm1', '2.1.0'],
      ['b', 'm1', '2.1.0'],
      ['c', 'm2', '1.0.0'],
      ['d', 'm3', '1.0.0'],
    ]);
    expect((await c.current([ref('b')])).get(ref('b'))).toEqual({
      id: 'm1',
      versionKey: 'version of m1',
      contentKey: undefined,
      jobVersion: '2.1.0',
    });
    expect((await c.history([ref('a')])).get(ref('a'))?.map(({ atMicros }) => atMicros)).toEqual([1, 0]);
    expect((await c.history([ref('gone')])).get(ref('gone'))).toEqual([{ kind: 'forgotten', atMicros: 1000 }]);
    expect(await c.durations(['//:j', '//:k'], 10)).toEqual(
      new Map([
        ['//:j', [1_234_567, 1]],
        ['//:k', [0]],
      ]),
    );
    expect(await all(c.verify())).toEqual([]);
    const leases = await c.acquire({ keys: ['held', 'free'], owner: 'me', ttlMs: 1000 });
    expect(leases.get('held')).toMatchObject({ acquired: false, holder: { owner: 'somebody' } });
    expect(leases.get('free')).toMatchObject({ acquired: true, lease: { token: 8 } });
    await c.close();
  });

  test('of version 3 gets pools, and keeps its contents', async () => {
    const before = await open();
    await before.record([manifestOf('m0', ['a'])]);
    await before.close();
    const db = new DatabaseSync(catalogPath(stateDir));
    db.exec('DROP TABLE pools; DROP TABLE pool_claims; DROP TABLE changes; PRAGMA user_version = 3');
    db.exec('ALTER TABLE catalog DROP COLUMN last_change; ALTER TABLE catalog DROP COLUMN dropped_change');
    db.close();
    const c = await open();
    expect(await c.pools()).toEqual([]);
    await c.setPool('warehouse', 4);
    expect((await all(c.list())).map(({ ref: listed }) => listed)).toEqual(['a']);
    await c.close();
  });

  test('of version 4 gets a feed of changes that begins with what comes next', async () => {
    const before = await open();
    await before.record([manifestOf('m0', ['a'])]);
    await before.close();
    const db = new DatabaseSync(catalogPath(stateDir));
    db.exec('DROP TABLE changes; ALTER TABLE catalog DROP COLUMN last_change; PRAGMA user_version = 4');
    db.exec('ALTER TABLE catalog DROP COLUMN dropped_change');
    db.close();
    const c = await open();
    expect(await c.changes(0, 10)).toEqual({ ok: false, error: { reason: 'changes-lost', newest: 1 } });
    await c.record([manifestOf('m1', ['b'])]);
    const changes = [{ seq: 2, ref: 'b', kind: 'recorded', id: 'm1', atMicros: expect.any(Number) }];
    expect(await c.changes(1, 10)).toEqual({ ok: true, value: { changes, next: 2, newest: 2 } });
    await c.close();
  });

  test('is migrated by the first of several processes that open it', async () => {
    makeSecondVersion(
      Array.from({ length: 3_000 }, (_, i) => manifestOf(`m${String(i)}`, [`a/${String(i)}`], took(i))),
    );
    const ends = await Promise.all([open(), open(), open()]);
    for (const end of ends) {
      expect(await end.durations(['//jobs:j'], 2)).toEqual(new Map([['//jobs:j', [2_999, 2_998]]]));
      await end.close();
    }
  });

  test('of an earlier version is migrated despite a damaged manifest, and verify names the manifest', async () => {
    makeSecondVersion([manifestOf('m0', ['a'], took(5)), manifestOf('m1', ['b'], took(6))]);
    const db = new DatabaseSync(catalogPath(stateDir));
    db.exec("UPDATE manifests SET body = '{' WHERE id = 'm0'");
    db.close();
    const c = await open();
    expect(await c.durations(['//jobs:j'], 10)).toEqual(new Map([['//jobs:j', [6]]]));
    expect(await all(c.verify())).toMatchObject([{ problem: 'manifest-unreadable', manifest: 'm0' }]);
    await c.close();
  });
});

test('a catalog of an earlier version can be read without changing it', async () => {
  makeFirstVersion();
  const before = await readFile(catalogPath(stateDir));
  const view = await openCatalogView({ stateDir });
  if (!view.ok) throw new Error(JSON.stringify(view.error));
  expect(await view.value.snapshot()).toBe('0123:41');
  expect((await all(view.value.list())).map((partition) => partition.ref)).toEqual(['a', 'own/0', 'own/1', 'own/2']);
  expect((await view.value.history([ref('a')])).get(ref('a'))).toHaveLength(3);
  await view.value.close();
  expect((await readFile(catalogPath(stateDir))).equals(before)).toBe(true);
  expect(await readdir(stateDir)).toEqual(['catalog.sqlite']);
});

test.each([
  ['in memory', Infinity],
  ['in a file, if it is large', 0],
])('a catalog of an earlier version is copied %s, and nothing is left of the copy', async (_, maxBytesInMemory) => {
  makeFirstVersion();
  const copiesBefore = await copiesLeft();
  using db = new DatabaseSync(catalogPath(stateDir), { readOnly: true });
  const copy = migratedCopy(DatabaseSync, db, maxBytesInMemory);
  expect([schemaVersion(db), schemaVersion(copy)]).toEqual([1, SQLITE_SCHEMA_VERSION]);
  expect(copy.prepare('SELECT ref, job_version FROM outputs ORDER BY ref').all()).toHaveLength(4);
  copy.close();
  expect(await copiesLeft()).toEqual(copiesBefore);
});

async function copiesLeft(): Promise<string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith('databuild-catalog-'));
}
