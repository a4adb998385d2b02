import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { CatalogLocation, Database } from '../../catalog/index.js';
import { createDatabase, locationOf } from '../../catalog/conformance/databases.js';
import { describeEachDatabase } from '../../catalog/conformance/describe_each_database.js';
import { listActivity, migrateActivity, recordActivity } from './activity.js';

describeEachDatabase('the activity log in %s', (newUrl) => {
  let location: CatalogLocation;
  let database: Database;

  beforeEach(async () => {
    const stateDir = await mkdtemp(join(tmpdir(), 'databuild-activity-'));
    location = locationOf(stateDir, await newUrl());
    database = await createDatabase(location);
    await migrateActivity(database);
  });

  afterEach(async () => {
    await database[Symbol.asyncDispose]();
    await rm(location.stateDir, { recursive: true });
  });

  const record = (who: string, action: string, subject: string) =>
    recordActivity(database, 1_900_000_000_000, { name: who, role: 'operator' }, action, subject, { n: 1 });

  test('is read from the newest entry back, page by page', async () => {
    for (const subject of ['1', '2', '3']) await record('ann', 'cancel-request', subject);
    const first = await listActivity(database, { limit: 2 });
    expect(first.map(({ subject }) => subject)).toEqual(['3', '2']);
    const [{ seq: before } = { seq: 0 }] = first.slice(-1);
    expect(await listActivity(database, { before, limit: 2 })).toEqual([
      { seq: 1, at: 1_900_000_000_000, who: 'ann', action: 'cancel-request', subject: '1', detail: { n: 1 } },
    ]);
  });

  test('is filtered by who did what to what', async () => {
    await record('ann', 'set-pool', 'db');
    await record('bob', 'set-pool', 'db');
    await record('bob', 'set-pool', 'other');
    const found = await listActivity(database, { who: 'bob', action: 'set-pool', subject: 'db', limit: 9 });
    expect(found.map(({ seq }) => seq)).toEqual([2]);
  });

  test('has no entry of a change that was rolled back', async () => {
    const change = database.transaction(async (sql) => {
      await recordActivity(sql, 1, { name: 'ann', role: 'admin' }, 'set-pool', 'db');
      throw new Error('no');
    });
    await expect(change).rejects.toThrow();
    expect(await listActivity(database, { limit: 9 })).toEqual([]);
  });
});
