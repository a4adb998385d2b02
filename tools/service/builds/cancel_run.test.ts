import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../catalog/index.js';
import { createDatabase } from '../../catalog/conformance/databases.js';
import { cancelRun } from './cancel_run.js';
import type { Run } from './run.js';
import { findRun, insertRun, recordProcess } from './run_store.js';
import { RUN_TABLES } from './tables.js';

let stateDir: string;
let database: Database;
let sent: string[];

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'cancel-run-'));
  database = await createDatabase({ stateDir });
  await database.migrate('builds', RUN_TABLES);
  const run = { id: 'r', request: 'q', graph: '//t:g', deployment: 'd', replica: 'a', host: 'h', directory: stateDir };
  await insertRun(database, { ...run, startedAt: 1 });
  sent = [];
});

afterEach(async () => {
  await database[Symbol.asyncDispose]();
  await rm(stateDir, { recursive: true });
});

const cancel = async (wanted: number, lives = true, noticed = true): Promise<void> => {
  const send = (_: unknown, signal: string): boolean => {
    if (lives) sent.push(signal);
    return lives;
  };
  await cancelRun((await findRun(database, 'r')) as Run, wanted, {
    database,
    send,
    isStopping: () => Promise.resolve(noticed),
  });
};

test('a run without a process gets no signal', async () => {
  await cancel(1);
  expect(sent).toEqual([]);
});

test('a run gets as many signals as were wanted, each once', async () => {
  await recordProcess(database, 'r', { pid: 1 });
  await cancel(1);
  await cancel(1);
  expect(sent).toEqual(['SIGINT']);
  await cancel(2);
  await cancel(3);
  expect(sent).toEqual(['SIGINT', 'SIGINT']);
});

test('the second signal is sent when the build has noticed the first, because both together would be one', async () => {
  await recordProcess(database, 'r', { pid: 1 });
  await cancel(2, true, false);
  await cancel(2, true, false);
  expect(sent).toEqual(['SIGINT']);
  await cancel(2);
  expect(sent).toEqual(['SIGINT', 'SIGINT']);
});

test('a signal that did not arrive is sent again', async () => {
  await recordProcess(database, 'r', { pid: 1 });
  await cancel(1, false, false);
  expect(sent).toEqual([]);
  await cancel(1, true, false);
  expect(sent).toEqual(['SIGINT']);
});
