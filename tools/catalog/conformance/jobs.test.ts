import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  interruptBuild,
  openDatabase,
  openJobCatalogView,
  prepareJobTables,
  removeBuilds,
  writeJobs,
  type BuildRecord,
  type CatalogLocation,
  type Database,
  type JobCatalogView,
  type RetriedAttempt,
  type TaskRecord,
} from '../index.js';
import { createCatalog, locationOf, opened } from './databases.js';
import { describeEachDatabase } from './describe_each_database.js';

function build(buildId: string, more: Partial<BuildRecord> = {}): BuildRecord {
  return {
    ...{ buildId, sequence: 1, graph: '//:g', plan: 'p', host: 'box', processJson: '{"pid":1}', logDir: '/logs' },
    ...{ startedAt: 1_000, lastAt: 1_000, outcome: 'unfinished', durationMs: null, stopping: null, reasonsJson: '{}' },
    ...{ tasks: 3, built: 0, failed: 0, skipped: 0, aborted: 0, delegated: 0, unchanged: 0, pruned: 7 },
    ...more,
  };
}

function task(taskId: string, sequence: number, more: Partial<TaskRecord> = {}): TaskRecord {
  return {
    ...{
      taskId,
      n: sequence,
      sequence,
      job: '//:j',
      state: 'announced',
      outputsJson: `["${taskId}"]`,
      reasonJson: '{}',
    },
    ...{ estimateMs: 1.5, attempts: 0, startedAt: null, queuedAt: null, attemptAt: null, endedAt: null },
    ...{ durationMs: null, owner: null, log: null, batch: null, host: null, problemJson: null, logTail: null },
    ...{ manifestsJson: null, becauseJson: null, waitedFor: null },
    ...more,
  };
}

/** A task that has ended, and what it had to wait for. */
function ended(taskId: string, sequence: number, endedAt: number, more: Partial<TaskRecord> = {}): TaskRecord {
  const times = { startedAt: endedAt - 10, attemptAt: endedAt - 10, endedAt, durationMs: 10 };
  return task(taskId, sequence, { state: 'succeeded', attempts: 1, ...times, ...more });
}

function retried(taskId: string, attempt: number, endedAt: number): RetriedAttempt {
  const times = { queuedAt: null, startedAt: endedAt - 5, endedAt, durationMs: 5 };
  return {
    taskId,
    attempt,
    job: '//:j',
    ...times,
    host: 'far',
    log: 'a.log',
    problemJson: '{"reason":"exit-non-zero"}',
  };
}

describeEachDatabase('the job catalog in %s', (newUrl) => {
  let location: CatalogLocation;
  let database: Database;
  let view: JobCatalogView;

  const openView = async (): Promise<JobCatalogView> => opened(await openJobCatalogView(location));

  beforeEach(async () => {
    const stateDir = await mkdtemp(join(tmpdir(), 'databuild-jobs-'));
    location = locationOf(stateDir, await newUrl());
    await createCatalog(location);
    database = opened(await openDatabase(location, { durable: false }));
    view = await openView();
  });

  afterEach(async () => {
    await view[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
    await rm(location.stateDir, { recursive: true });
  });

  test('is empty before the first build, and shows what is written afterwards', async () => {
    expect([await view.builds({ limit: 9 }), await view.build('b1'), await view.criticalPath('b1')]).toEqual([
      [],
      undefined,
      [],
    ]);
    expect(await prepareJobTables(database)).toEqual({});
    expect(await prepareJobTables(database)).toEqual({});
    await writeJobs(database, { build: build('b1'), tasks: [task('a', 2)], attempts: [] });

    expect(await view.builds({ limit: 9 })).toEqual([build('b1')]);
    expect(await view.build('b1')).toEqual(build('b1'));
    expect(await view.tasks('b1', { limit: 9 })).toEqual([task('a', 2)]);
    expect(await view.task('b1', 'a')).toEqual(task('a', 2));
  });

  test('has the latest state of everything, in whatever order and however often it is written', async () => {
    await prepareJobTables(database);
    const [begun, over] = [build('b1', { sequence: 3 }), build('b1', { sequence: 9, outcome: 'succeeded', built: 1 })];
    const early = { build: begun, tasks: [task('a', 2), task('b', 3)], attempts: [] };
    // The build no longer knew the outputs of its task when it ended.
    const late = { build: over, tasks: [ended('a', 8, 50, { outputsJson: null })], attempts: [retried('a', 1, 20)] };
    await writeJobs(database, early);
    await writeJobs(database, late);
    await writeJobs(database, early);
    await writeJobs(database, late);

    expect(await view.build('b1')).toEqual(over);
    expect(await view.tasks('b1', { limit: 9 })).toEqual([ended('a', 8, 50, { n: 2 }), task('b', 3)]);
    expect(await view.retriedAttempts('b1', 'a')).toEqual([retried('a', 1, 20)]);
    expect(await interruptBuild(database, 'b1')).toBe(0);
  });

  test('gives builds newest first, by page, and by graph, outcome, time and the beginning of the id', async () => {
    await prepareJobTables(database);
    const builds = Array.from({ length: 5 }, (_, i) =>
      build(`0${String(i)}-x`, { startedAt: i * 100, graph: i === 2 ? '//:other' : '//:g' }),
    );
    for (const each of builds) await writeJobs(database, { build: each, tasks: [], attempts: [] });
    await interruptBuild(database, '01-x');
    const ids = async (query: Partial<Parameters<JobCatalogView['builds']>[0]>) =>
      (await view.builds({ limit: 9, ...query })).map(({ buildId }) => buildId);

    expect(await ids({})).toEqual(['04-x', '03-x', '02-x', '01-x', '00-x']);
    expect(await ids({ limit: 2, before: '03-x' })).toEqual(['02-x', '01-x']);
    expect(await ids({ graph: '//:other' })).toEqual(['02-x']);
    expect(await ids({ outcome: 'interrupted' })).toEqual(['01-x']);
    expect(await ids({ since: 100, until: 300 })).toEqual(['02-x', '01-x']);
    expect(await ids({ ids: ['03-x', '00-x', 'other'] })).toEqual(['03-x', '00-x']);
    expect(await ids({ prefix: '03' })).toEqual(['03-x']);
    expect(await ids({ prefix: '0%' })).toEqual([]);
  });

  test('gives the tasks of a build by page, state and job', async () => {
    await prepareJobTables(database);
    const tasks = Array.from({ length: 5_001 }, (_, i) =>
      task(`t${String(5_001 - i)}`, i + 2, {
        state: i % 1_000 === 0 ? 'failed' : 'announced',
        job: `//:j${String(i % 2)}`,
      }),
    );
    await writeJobs(database, { build: build('b1'), tasks, attempts: [] });
    const found = async (query: Partial<Parameters<JobCatalogView['tasks']>[1]>) =>
      (await view.tasks('b1', { limit: 9_999, ...query })).map(({ n }) => n);

    expect(await found({})).toEqual(tasks.map(({ sequence }) => sequence));
    expect(await found({ limit: 2, after: 4_000 })).toEqual([4_001, 4_002]);
    expect(await found({ states: ['failed', 'skipped'] })).toEqual([2, 1_002, 2_002, 3_002, 4_002, 5_002]);
    expect(await found({ states: ['failed'], job: '//:j1' })).toEqual([]);
    expect(await found({ job: '//:j1', limit: 2 })).toEqual([3, 5]);
  });

  test('gives the chain of tasks that the end of a build waited for', async () => {
    await prepareJobTables(database);
    const tasks = [
      ended('raw', 5, 30),
      ended('side', 6, 40),
      ended('daily', 7, 60, { waitedFor: 'raw' }),
      ended('report', 8, 90, { waitedFor: 'daily' }),
      task('never', 9, { state: 'skipped', endedAt: 95 }),
    ];
    await writeJobs(database, { build: build('b1', { tasks: 5 }), tasks, attempts: [] });
    expect((await view.criticalPath('b1')).map(({ taskId }) => taskId)).toEqual(['raw', 'daily', 'report']);
  });

  test('gives durations and failures by job and period', async () => {
    await prepareJobTables(database);
    const tasks = [
      ended('a', 2, 1_010),
      ended('b', 3, 1_500, { durationMs: 30 }),
      ended('c', 4, 2_100, { state: 'failed' }),
      ended('d', 5, 1_600, { job: '//:other' }),
      ended('e', 6, 9_000),
    ];
    await writeJobs(database, { build: build('b1'), tasks, attempts: [retried('a', 1, 1_005)] });
    expect(await view.jobs({ jobs: ['//:j', '//:k'], since: 1_000, until: 3_000, periodMs: 1_000 })).toEqual([
      { job: '//:j', from: 1_000, succeeded: 2, failed: 1, totalMs: 40, shortestMs: 10, longestMs: 30 },
      { job: '//:j', from: 2_000, succeeded: 0, failed: 1, totalMs: 0, shortestMs: null, longestMs: null },
    ]);
  });

  test('says when jobs succeeded and failed last', async () => {
    await prepareJobTables(database);
    const tasks = [
      ended('a', 2, 1_010),
      ended('b', 3, 1_500),
      ended('c', 4, 2_100, { state: 'failed' }),
      ended('d', 5, 1_600, { job: '//:other' }),
    ];
    await writeJobs(database, { build: build('b1'), tasks, attempts: [] });
    const latest = await view.latest(['//:j', '//:other', '//:new']);
    expect(latest.toSorted((one, other) => (one.job < other.job ? -1 : 1))).toEqual([
      { job: '//:j', succeededAt: 1_500, failedAt: 2_100 },
      { job: '//:new', succeededAt: null, failedAt: null },
      { job: '//:other', succeededAt: 1_600, failedAt: null },
    ]);
  });

  test('finds tasks by a part of what they make, whatever its case', async () => {
    await prepareJobTables(database);
    const outputs = { a: 'Sales/day="1%"', b: 'sales/day=2', c: 'stock_x' };
    const tasks = Object.entries(outputs).map(([id, output], index) =>
      task(id, index + 2, { outputsJson: JSON.stringify([output]) }),
    );
    await writeJobs(database, { build: build('b1'), tasks, attempts: [] });
    const find = async (text: string) => (await view.tasks('b1', { text, limit: 9 })).map(({ taskId }) => taskId);
    expect(await find('SALES')).toEqual(['a', 'b']);
    expect(await find('"1%')).toEqual(['a']);
    expect(await find('k_x')).toEqual(['c']);
    expect(await find('s_l')).toEqual([]);
  });

  test('shows how far each job is, and which tasks started or changed since', async () => {
    await prepareJobTables(database);
    const tasks = [
      ended('a', 2, 1_020),
      ended('b', 3, 1_040, { durationMs: 30, state: 'failed' }),
      task('c', 4),
      task('d', 5, { job: '//:other', state: 'running', attemptAt: 1_050, estimateMs: null }),
    ];
    await writeJobs(database, { build: build('b1'), tasks, attempts: [] });
    const sums = { estimateMs: 1.5, estimated: 1, durationMs: 0, timed: 0, longestMs: null };
    expect(await view.progress('b1')).toEqual([
      { ...sums, job: '//:j', state: 'announced', tasks: 1 },
      { ...sums, job: '//:j', state: 'failed', tasks: 1, durationMs: 30, timed: 1, longestMs: 30 },
      { ...sums, job: '//:j', state: 'succeeded', tasks: 1, durationMs: 10, timed: 1, longestMs: 10 },
      { ...sums, job: '//:other', state: 'running', tasks: 1, estimateMs: 0, estimated: 0 },
    ]);
    const spans = async (after: number | undefined, limit: number) =>
      (await view.timeline('b1', { after, limit })).map(({ taskId }) => taskId);
    expect(await spans(undefined, 2)).toEqual(['a', 'b']);
    expect(await spans(3, 2)).toEqual(['d']);
  });

  test('keeps texts that no database stores as they are readable', async () => {
    await prepareJobTables(database);
    const failed = ended('a', 2, 9, {
      state: 'failed',
      logTail: 'nul \0 half \ud800',
      problemJson: '{"detail":"\\u0000"}',
    });
    await writeJobs(database, { build: build('b1'), tasks: [failed], attempts: [] });
    expect(await view.tasks('b1', { limit: 1 })).toMatchObject([
      { logTail: 'nul \ufffd half \ufffd', problemJson: '{"detail":"\\u0000"}' },
    ]);
  });

  test('drops builds with all that belongs to them', async () => {
    await prepareJobTables(database);
    for (const id of ['b1', 'b2', 'b3']) {
      await writeJobs(database, { build: build(id), tasks: [ended('a', 2, 50)], attempts: [retried('a', 1, 20)] });
    }
    await removeBuilds(database, ['b1', 'b3', 'b9']);
    expect((await view.builds({ limit: 9 })).map(({ buildId }) => buildId)).toEqual(['b2']);
    for (const table of ['build_tasks', 'build_attempts']) {
      expect(await database.all(`SELECT build_id FROM ${table}`)).toEqual([{ build_id: 'b2' }]);
    }
  });

  test('of a later DataBuild is not read or written', async () => {
    await prepareJobTables(database);
    await database.run("UPDATE table_versions SET version = 9 WHERE name = 'jobs'");
    expect(await prepareJobTables(database)).toEqual({ newer: 9 });
    await expect(view.builds({ limit: 1 })).rejects.toMatchObject({ failure: { reason: 'catalog-newer-schema' } });
  });
});
