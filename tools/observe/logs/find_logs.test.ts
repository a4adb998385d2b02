import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryCatalog, type Catalog } from '../../catalog/index.js';
import { ownProcessMark } from '../../base/runtime/index.js';
import {
  CONTEXT,
  EACH_KIND,
  fakeManifest,
  finished,
  lines,
  refs,
  started,
  taskEvent,
  type FakeTaskEvent,
} from '../events/testing/index.js';
import type { Manifest, Result } from '../../base/model/index.js';
import { findLogs, type FindLogFailure, type FindLogsDeps, type FoundLog } from './find_logs.js';

let stateDir: string;
let catalog: Catalog;

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'find-'));
  catalog = memoryCatalog();
});

afterEach(() => rm(stateDir, { recursive: true }));

interface PastBuild {
  /** Events of its task `a`, which makes `out/a`. */
  readonly events: readonly FakeTaskEvent[];
  /** Seconds since the first event, whose time is the same in all builds. */
  readonly from: number;
  readonly to: number;
  readonly logs?: readonly string[];
  readonly runs?: boolean;
}

/** Writes the files that a build on this machine leaves behind. */
async function build(id: string, { events, from, to, logs = [], runs = false }: PastBuild): Promise<void> {
  const dir = join(stateDir, 'builds', id);
  await mkdir(join(dir, 'logs'), { recursive: true });
  for (const name of logs) await writeFile(join(dir, 'logs', name), '');
  const first = { ...started(1), buildId: id };
  const told = events.map((event) => taskEvent('a', event, from * 1000));
  const context = runs ? { ...CONTEXT, process: ownProcessMark() } : CONTEXT;
  const text = lines([first, ...told, ...(runs ? [] : [finished()])], context);
  const path = join(dir, 'events.jsonl');
  await writeFile(path, `${text.join('\n')}\n`);
  const time = new Date(first.time + to * 1000);
  await utimes(path, time, time);
}

const recorded = (buildId: string, overrides: Partial<Manifest> = {}): Promise<unknown> =>
  catalog.record([fakeManifest('a', { buildId, ...overrides })]);

async function find(deps: Partial<FindLogsDeps> = {}): Promise<Result<FoundLog, FindLogFailure> | undefined> {
  const signal = new AbortController().signal;
  const found = await findLogs(refs('out/a'), { catalog, stateDir, host: 'box', queued: false, signal, ...deps });
  return found.ok ? found.value[0] : undefined;
}

const {
  announced,
  queued,
  started: start,
  retrying,
  failed,
  skipped,
  delegated,
  aborted,
  finished: succeeded,
} = EACH_KIND;

const pathOf = (buildId: string, name: string): string => join(stateDir, 'builds', buildId, 'logs', name);

describe('the log of a ref', () => {
  test('is the log of the attempt that built it', async () => {
    await recorded('b1', { attempt: 3 });
    await build('b1', { events: [], from: 0, to: 1, logs: ['a.3.log'] });
    expect(await find()).toMatchObject({
      ok: true,
      value: { buildId: 'b1', attempt: 3, path: pathOf('b1', 'a.3.log'), state: 'succeeded', live: false },
    });
  });

  test('is the log of the last attempt in a later build that failed', async () => {
    await recorded('b1');
    await build('b1', { events: [announced, start, succeeded], from: 0, to: 1, logs: ['a.log'] });
    const again = { ...start, attempt: 2, log: start.log.replace('.log', '.2.log') };
    await build('b2', {
      events: [announced, start, retrying, again, failed],
      from: 5,
      to: 9,
      logs: ['a.log', 'a.2.log'],
    });
    const value = { buildId: 'b2', attempt: 2, path: pathOf('b2', 'a.2.log'), state: 'failed' };
    expect(await find()).toMatchObject({ ok: true, value });
    expect(await find({ buildId: 'b1' })).toMatchObject({ ok: true, value: { buildId: 'b1', attempt: 1 } });
  });

  test('is that of the batch in which the task ran, with its size', async () => {
    const log = start.log.replace('a.log', 'first.log');
    const ofBatch = { ...start, log, batch: 20 };
    await recorded('b1');
    await build('b1', { events: [announced, ofBatch, succeeded], from: 0, to: 1, logs: ['first.log'] });
    const value = { buildId: 'b1', path: pathOf('b1', 'first.log'), batch: 20, state: 'succeeded' };
    expect(await find()).toMatchObject({ ok: true, value });
    // It was tried again alone.
    const again = { ...start, attempt: 2, log: start.log.replace('.log', '.2.log') };
    await build('b2', { events: [announced, ofBatch, retrying, again, failed], from: 5, to: 9, logs: ['a.2.log'] });
    const alone = await find();
    expect(alone).toMatchObject({ ok: true, value: { buildId: 'b2', path: pathOf('b2', 'a.2.log') } });
    expect(alone?.ok === true ? alone.value : {}).not.toHaveProperty('batch');
  });

  test('is not searched in a build that delegated the task or never started it', async () => {
    await build('b1', { events: [announced, start, failed], from: 0, to: 1, logs: ['a.log'] });
    await build('b2', { events: [announced, delegated], from: 2, to: 3 });
    await build('b3', { events: [announced, skipped], from: 4, to: 5 });
    await build('b4', { events: [announced, { ...aborted, started: false }], from: 6, to: 7 });
    expect(await find()).toMatchObject({ ok: true, value: { buildId: 'b1' } });
  });

  test('is from the build that started the task last, even if another build began later', async () => {
    await build('b1', { events: [announced, start, failed], from: 50, to: 60, logs: ['a.log'] });
    await build('b2', { events: [announced, start, failed], from: 5, to: 70, logs: ['a.log'] });
    expect(await find()).toMatchObject({ ok: true, value: { buildId: 'b1' } });
  });

  test('is from the build that recorded it last, even if the clock was set back since an earlier one', async () => {
    await recorded('b2', { id: 'm1', startTime: new Date(started(1).time + 5_000).toISOString() });
    await recorded('b1', { id: 'm2', startTime: new Date(started(1).time).toISOString() });
    await build('b2', { events: [announced, start, succeeded], from: 5, to: 6, logs: ['a.log'] });
    await build('b1', { events: [announced, start, succeeded], from: 0, to: 1, logs: ['a.log'] });
    expect(await find()).toMatchObject({ ok: true, value: { buildId: 'b1' } });
    expect(await find({ buildId: 'b2' })).toMatchObject({ ok: true, value: { buildId: 'b2' } });
  });

  test('is the log of the running task, even if its file does not exist yet', async () => {
    await recorded('b1');
    await build('b2', { events: [announced, start], from: 5, to: 6, runs: true });
    expect(await find()).toMatchObject({ ok: true, value: { buildId: 'b2', state: 'running', live: true } });
  });

  test('is at the path that the events name, even outside of the state directory', async () => {
    const log = join(stateDir, 'far.log');
    await writeFile(log, '');
    await build('b1', { events: [announced, { ...queued, log }, { ...start, log }, failed], from: 0, to: 1 });
    expect(await find()).toMatchObject({ ok: true, value: { path: log, state: 'failed' } });
  });

  test('is the future log of a queued task only when following', async () => {
    await build('b1', { events: [announced, start, failed], from: 0, to: 1, logs: ['a.log'] });
    await build('b2', { events: [announced], from: 5, to: 6, runs: true });
    expect(await find()).toMatchObject({ ok: true, value: { buildId: 'b1' } });
    const path = pathOf('b2', 'a.log');
    expect(await find({ queued: true })).toMatchObject({ ok: true, value: { buildId: 'b2', attempt: 0, path } });
  });

  test('is missing if no build has started the task, and the latest outcome is reported', async () => {
    expect(await find()).toMatchObject({ ok: false, error: { reason: 'never-tried', lately: undefined } });
    await build('b1', { events: [announced, skipped], from: 0, to: 1 });
    await build('b2', { events: [announced], from: 5, to: 6 });
    const lately = { buildId: 'b2', state: 'announced', live: false };
    expect(await find()).toMatchObject({ ok: false, error: { reason: 'never-tried', lately } });
  });

  test('is missing for an adopted partition', async () => {
    await recorded('b1', { origin: 'adopted' });
    expect(await find()).toMatchObject({ ok: false, error: { reason: 'never-tried' } });
  });

  test('is reported as gone with its path and machine if the file is not there', async () => {
    await recorded('b1', { host: 'far' });
    const error = { reason: 'log-gone', host: 'far', buildId: 'b1', path: pathOf('b1', 'a.log') };
    expect(await find()).toMatchObject({ ok: false, error });
  });

  test('is found even if the events of another build are damaged', async () => {
    await build('b1', { events: [announced, start, failed], from: 0, to: 1, logs: ['a.log'] });
    await mkdir(join(stateDir, 'builds/b2'));
    await writeFile(join(stateDir, 'builds/b2/events.jsonl'), '\u0000"out/a" {]\n\n"dev.databuild.build.');
    expect(await find()).toMatchObject({ ok: true, value: { buildId: 'b1' } });
  });
});
