import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { startPostgres, type PostgresServer } from './index.js';

let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres();
}, 60_000);

afterAll(() => server.stop());

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<{ answer: unknown }>(sql)).rows[0]?.answer;
  } finally {
    await client.end();
  }
}

test('answers on loopback, and keeps its data when it is killed', async () => {
  const url = await server.createDatabase();
  await ask(url, 'CREATE TABLE kept AS SELECT 42 AS answer');

  await server.kill();
  await expect(ask(url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
  await server.restart();

  expect(await ask(url, 'SELECT answer FROM kept')).toBe(42);
}, 60_000);

test('creates databases that are independent of each other', async () => {
  const [one, other] = [await server.createDatabase(), await server.createDatabase()];
  await ask(one, 'CREATE TABLE mine (id int)');
  expect(await ask(other, "SELECT to_regclass('mine') AS answer")).toBeNull();
});
