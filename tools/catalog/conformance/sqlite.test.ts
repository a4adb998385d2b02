import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { openSqliteCatalog } from '../index.js';
import { describeCatalog } from './describe_catalog.js';
import { describeSharing } from './describe_sharing.js';

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'databuild-catalog-'));
});

afterAll(() => rm(root, { recursive: true, force: true }));

describeCatalog('SQLite', async () => {
  let time = 1_700_000_000_000;
  const stateDir = await mkdtemp(join(root, 'state-'));
  return {
    open: async () => {
      const catalog = await openSqliteCatalog(stateDir, { now: () => time });
      if (!catalog.ok) throw new Error(JSON.stringify(catalog.error));
      return catalog.value;
    },
    elapse: (ms) => {
      time += ms;
      return Promise.resolve();
    },
  };
});

describeSharing('SQLite', async () => ({ stateDir: await mkdtemp(join(root, 'state-')) }));
