import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { CatalogLocation, Database } from '../index.js';
import { createDatabase, locationOf } from './databases.js';
import { describeEachDatabase } from './describe_each_database.js';

const TABLES = ['CREATE TABLE letters (name TEXT NOT NULL PRIMARY KEY, at BIGINT NOT NULL, body TEXT)'];

describeEachDatabase('our own tables in %s', (newUrl) => {
  let location: CatalogLocation;
  let databases: Database[];
  let database: Database;

  const open = async (): Promise<Database> => {
    const opening = await createDatabase(location);
    databases.push(opening);
    return opening;
  };

  beforeEach(async () => {
    databases = [];
    const stateDir = await mkdtemp(join(tmpdir(), 'databuild-database-'));
    location = locationOf(stateDir, await newUrl());
    database = await open();
    await database.migrate('letters', TABLES);
  });

  afterEach(async () => {
    for (const each of databases) await each[Symbol.asyncDispose]();
    await rm(location.stateDir, { recursive: true });
  });

  const letters = (from: Database = database) =>
    from.all<{ name: string; at: number; body: string | null }>('SELECT * FROM letters ORDER BY name');

  test('take a batch as one parameter', async () => {
    const rows = [
      ['a', 1_900_000_000_000, 'x'],
      ['b', 2, null],
    ];
    const insert = `INSERT INTO letters SELECT value ->> 0, CAST(value ->> 1 AS BIGINT), value ->> 2
FROM ${database.batch('$1')} WHERE true ON CONFLICT (name) DO NOTHING`;
    expect(await database.run(insert, [JSON.stringify(rows)])).toBe(2);
    expect(await database.run(insert, [JSON.stringify(rows)])).toBe(0);
    expect(await letters()).toEqual([
      { name: 'a', at: 1_900_000_000_000, body: 'x' },
      { name: 'b', at: 2, body: null },
    ]);
  });

  test('keep nothing of a transaction that fails', async () => {
    const failing = database.transaction(async (sql) => {
      await sql.run('INSERT INTO letters VALUES ($1, $2, $3)', ['a', 1, null]);
      throw new Error('on purpose');
    });
    await expect(failing).rejects.toThrow(/^on purpose$/);
    expect(await letters()).toEqual([]);
    await database.run('INSERT INTO letters VALUES ($1, $2, $3)', ['b', 1, null]);
    expect(await letters()).toHaveLength(1);
  });

  test('name what is wrong with a statement', async () => {
    const failure = { failure: { path: database.place, reason: expect.stringMatching(/^catalog-/) } };
    await expect(database.all('SELECT * FROM no_such_table')).rejects.toMatchObject(failure);
    const failing = database.transaction((sql) => sql.run('INSERT INTO no_such_table VALUES (1)'));
    await expect(failing).rejects.toMatchObject(failure);
  });

  test('show nothing of a transaction before it ends', async () => {
    await database.transaction(async (sql) => {
      await sql.run('INSERT INTO letters VALUES ($1, $2, $3)', ['a', 1, null]);
      expect(await letters()).toEqual([]);
      expect(await sql.all('SELECT name FROM letters')).toHaveLength(1);
    });
    expect(await letters()).toHaveLength(1);
  });

  test('count correctly if many transactions write at the same time', async () => {
    const other = await open();
    await database.run('INSERT INTO letters VALUES ($1, $2, $3)', ['a', 0, null]);
    const add = (from: Database) =>
      from.transaction(async (sql) => {
        const forUpdate = from.kind === 'postgres' ? ' FOR UPDATE' : '';
        const [row] = await sql.all<{ at: number }>(`SELECT at FROM letters WHERE name = $1${forUpdate}`, ['a']);
        await sql.run('UPDATE letters SET at = $2 WHERE name = $1', ['a', (row?.at ?? 0) + 1]);
      });
    await Promise.all(Array.from({ length: 40 }, (_, n) => add(n % 2 === 0 ? database : other)));
    expect(await letters()).toMatchObject([{ at: 40 }]);
  });

  test('are migrated once, also if several processes begin at the same time', async () => {
    const others = await Promise.all([open(), open()]);
    const steps = [...TABLES, 'ALTER TABLE letters ADD COLUMN read INTEGER NOT NULL DEFAULT 0'];
    expect(await Promise.all(others.map((each) => each.migrate('letters', steps)))).toEqual([{}, {}]);
    expect(await database.migrate('letters', TABLES)).toEqual({ newer: 2 });
  });
});
