import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createCatalog, opened } from '../../catalog/conformance/databases.js';
import { openJobCatalogView, writeJobs, type JobCatalogView } from '../../catalog/index.js';
import type { ExecEvent } from '../../exec/index.js';
import { ownProcessMark } from '../../base/runtime/index.js';
import type { ProcessMark } from '../../base/model/index.js';
import { eventsFile, replay } from '../events/index.js';
import {
  BUILD,
  CONTEXT,
  EACH_KIND,
  fakeManifest,
  finished,
  lines,
  started,
  stopping,
  streamed,
  taskEvent,
} from '../events/testing/index.js';
import { BuildRows, buildStateOf, deliverLeft, jobLog, openJobTables, pastBuildOf, pathOfLog } from './index.js';
import { LeftBuilds } from './left_builds.js';

const HOST = 'box';

/** A process that has ended. */
const GONE: ProcessMark = {
  ...ownProcessMark(),
  pid: 2 ** 22 + 1,
  started: `${ownProcessMark().started?.split('/')[0] ?? ''}/1`,
};

let stateDir: string;
let view: JobCatalogView;

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'databuild-job-log-'));
  await createCatalog({ stateDir });
  view = opened(await openJobCatalogView({ stateDir }));
});

afterEach(async () => {
  await view[Symbol.asyncDispose]();
  await rm(stateDir, { recursive: true });
});

/** A build with a task for each way to end, and one that was retried on a cluster. */
const EVENTS: readonly ExecEvent[] = [
  started(6),
  ...['a', 'b', 'c', 'd', 'e', 'f'].map((id) => taskEvent(id, EACH_KIND.announced, 1)),
  taskEvent('a', EACH_KIND.waiting, 2),
  taskEvent('a', { ...EACH_KIND.queued, log: '/elsewhere/a.log' }, 3),
  taskEvent('a', { ...EACH_KIND.started, host: 'far', batch: 2 }, 4),
  taskEvent('a', EACH_KIND.retrying, 5),
  taskEvent('a', { ...EACH_KIND.started, attempt: 2, log: '/s/builds/b/logs/a.2.log' }, 6),
  taskEvent('a', { ...EACH_KIND.finished, manifest: fakeManifest('a') }, 7),
  taskEvent('b', EACH_KIND.started, 8),
  taskEvent('b', { ...EACH_KIND.failed, attempt: 1 }, 9),
  taskEvent('c', EACH_KIND.skipped, 10),
  stopping,
  taskEvent('d', EACH_KIND.aborted, 11),
  taskEvent('e', EACH_KIND.delegated, 12),
  taskEvent(
    'f',
    { ...EACH_KIND.unchanged, manifest: fakeManifest('f', { origin: 'unchanged', unchangedSince: 'm0' }) },
    13,
  ),
  finished({ outcome: 'failed', built: 1, failed: 1, skipped: 1, aborted: 1, delegated: 1, unchanged: 1 }),
];

async function writeEvents(buildId: string, events: readonly ExecEvent[]): Promise<void> {
  const path = eventsFile(stateDir, buildId);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${lines(events).join('\n')}\n`);
}

const stateInCatalog = async (buildId = BUILD) => {
  const record = await view.build(buildId);
  return record && buildStateOf(record, await view.tasks(buildId, { limit: 100 }));
};

const undelivered = (): Promise<string[]> => readdir(join(stateDir, 'undelivered')).catch(() => []);

const openLog = (location = { stateDir }, failures: unknown[] = []) =>
  jobLog({ location, host: HOST, process: CONTEXT.process, onUndelivered: (failure) => failures.push(failure) });

test('a build is in the catalog as a replay of its events has it, however they are divided into batches', async () => {
  const opened = await openJobTables({ stateDir });
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  await using database = opened.value;
  const whole = replay(streamed(EVENTS));
  if (!whole.ok) throw new Error(whole.error.reason);
  for (const size of [1, 2, 5, EVENTS.length]) {
    const buildId = `build-${String(size)}`;
    const rows = new BuildRows();
    for (const [i, event] of streamed([{ ...started(6), buildId }, ...EVENTS.slice(1)]).entries()) {
      rows.add(Number(event.sequence), Date.parse(event.time), event);
      if (i % size !== 0 && i < EVENTS.length - 1) continue;
      const batch = rows.take();
      if (batch !== undefined) await writeJobs(database, batch);
    }
    expect(await stateInCatalog(buildId)).toEqual({ ...whole.value, buildId });
    expect(await view.retriedAttempts(buildId, 'a')).toMatchObject([
      { attempt: 1, host: 'far', log: 'a.log', problemJson: '{"reason":"exit-non-zero","code":3}', durationMs: 7 },
    ]);
  }
  const record = await view.build('build-1');
  expect(record && pastBuildOf(record, HOST)).toMatchObject({
    outcome: 'failed',
    counts: { tasks: 6, built: 1, skipped: 1 },
  });
  expect(pathOfLog('a.log', '/s/logs')).toBe('/s/logs/a.log');
});

test('a batch that could not be written is written with what came after it', async () => {
  const opened = await openJobTables({ stateDir });
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  await using database = opened.value;
  const rows = new BuildRows();
  for (const event of streamed(EVENTS)) {
    rows.add(Number(event.sequence), Date.parse(event.time), event);
    const failed = rows.take();
    if (failed !== undefined) rows.putBack(failed);
  }
  const batch = rows.take();
  if (batch !== undefined) await writeJobs(database, batch);
  const whole = replay(streamed(EVENTS));
  expect(await stateInCatalog()).toEqual(whole.ok && whole.value);
});

test('a task waited for the one that made its last input', async () => {
  const opened = await openJobTables({ stateDir });
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  await using database = opened.value;
  const input = (id: string) => ({
    depType: 'materialize' as const,
    ref: `out/${id}` as never,
    manifest: `manifest of ${id}`,
    versionKey: 'v',
  });
  const rows = new BuildRows();
  const made = (id: string, after: number, ...inputs: readonly string[]) =>
    taskEvent(id, { ...EACH_KIND.finished, manifest: fakeManifest(id, { inputs: inputs.map(input) }) }, after);
  const begun = ['a', 'b', 'c'].map((id) => taskEvent(id, EACH_KIND.started));
  const events = [
    started(3),
    ...begun,
    made('a', 20),
    made('b', 10),
    made('c', 30, 'b', 'a', 'of another build'),
    finished(),
  ];
  for (const event of streamed(events)) rows.add(Number(event.sequence), Date.parse(event.time), event);
  const batch = rows.take();
  if (batch !== undefined) await writeJobs(database, batch);
  expect((await view.criticalPath(BUILD)).map(({ taskId }) => taskId)).toEqual(['a', 'c']);
});

test('a build logs itself while it runs, and leaves nothing to deliver', async () => {
  const failures: unknown[] = [];
  const log = openLog({ stateDir }, failures);
  EVENTS.forEach(log.emit);
  await log[Symbol.asyncDispose]();
  const whole = replay(streamed(EVENTS));
  expect(await stateInCatalog()).toEqual(whole.ok && whole.value);
  expect([failures, await undelivered()]).toEqual([[], []]);
});

test('a build whose catalog does not answer ends nevertheless, and says so', async () => {
  const failures: unknown[] = [];
  const log = openLog({ stateDir, url: 'postgres://databuild@127.0.0.1:1/db' } as { stateDir: string }, failures);
  EVENTS.forEach(log.emit);
  await log[Symbol.asyncDispose]();
  expect(failures).toMatchObject([{ reason: 'catalog-server-unreachable' }]);
  expect(await undelivered()).toEqual([BUILD]);
  // It belongs to another catalog.
  expect(await deliverLeft({ location: { stateDir }, host: HOST, signal: new AbortController().signal })).toEqual({
    ok: true,
    value: 0,
  });
});

test('the next build delivers what a killed one has left, from its event file', async () => {
  const killed = '01975d3c-5f00-7000-8000-000000000000';
  const left = new LeftBuilds(stateDir, undefined);
  left.add({ buildId: killed, host: HOST, process: GONE });
  await writeEvents(killed, [{ ...started(6), buildId: killed }, ...EVENTS.slice(1, 12)]);
  const log = openLog();
  EVENTS.forEach(log.emit);
  await log[Symbol.asyncDispose]();
  expect((await view.builds({ limit: 9 })).map(({ buildId, outcome }) => [buildId, outcome])).toEqual([
    [BUILD, 'failed'],
    [killed, 'interrupted'],
  ]);
  expect(await view.task(killed, 'a')).toMatchObject({ state: 'running', attempts: 2 });
  expect(await undelivered()).toEqual([]);
});

test('a build that ended before it could deliver everything is delivered later, and one that still runs is left alone', async () => {
  const running = '01975d3c-5f00-7000-8000-000000000002';
  const left = new LeftBuilds(stateDir, undefined);
  left.add({ buildId: BUILD, host: HOST, process: ownProcessMark() });
  left.add({ buildId: running, host: 'another machine', process: ownProcessMark() });
  await writeEvents(BUILD, EVENTS);
  await writeEvents(running, [{ ...started(6), buildId: running }, ...EVENTS.slice(1, 9)]);
  const deliver = () => deliverLeft({ location: { stateDir }, host: HOST, signal: new AbortController().signal });
  // This process still runs, and would deliver the first one itself.
  expect(await deliver()).toEqual({ ok: true, value: 0 });
  expect(await view.build(running)).toMatchObject({ outcome: 'unfinished', sequence: 9 });
  await left.remove(BUILD);
  left.add({ buildId: BUILD, host: HOST, process: GONE });
  expect(await deliver()).toEqual({ ok: true, value: 1 });
  expect(await view.build(BUILD)).toMatchObject({ outcome: 'failed', built: 1 });
  expect(await undelivered()).toEqual([running]);
});
