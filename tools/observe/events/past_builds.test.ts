import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ExecEvent } from '../../exec/index.js';
import { buildIds, eventsFile, findBuild, outcomeOf, pastBuild, replayFile } from './past_builds.js';
import type { ProcessMark } from '../../base/model/index.js';
import { ownProcessMark } from '../../base/runtime/index.js';
import { CONTEXT, EACH_KIND, finished, lines, started, taskEvent } from './testing/index.js';

let stateDir: string;

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'builds-'));
});

afterEach(() => rm(stateDir, { recursive: true }));

const write = async (id: string, events: readonly ExecEvent[], context = CONTEXT, rest = ''): Promise<void> => {
  const path = eventsFile(stateDir, id);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, [...lines(events, context), rest].join('\n'));
};

const running = [started(2), taskEvent('a', EACH_KIND.announced), taskEvent('a', EACH_KIND.finished)];

test('builds are listed newest first, and found by the beginning of their id', async () => {
  expect(await buildIds(stateDir)).toEqual({ ok: true, value: [] });
  expect(await findBuild(stateDir, undefined)).toEqual({ ok: false, error: { reason: 'no-builds', stateDir } });
  for (const id of ['0197-a', '0198-b', '0198-c', '0198-c2']) await write(id, running);
  expect(await buildIds(stateDir)).toEqual({ ok: true, value: ['0198-c2', '0198-c', '0198-b', '0197-a'] });
  expect(await findBuild(stateDir, undefined)).toEqual({ ok: true, value: '0198-c2' });
  expect(await findBuild(stateDir, '0197')).toEqual({ ok: true, value: '0197-a' });
  // An id that is the beginning of another one is still an id.
  expect(await findBuild(stateDir, '0198-c')).toEqual({ ok: true, value: '0198-c' });
  const found = ['0198-c2', '0198-c', '0198-b'];
  expect(await findBuild(stateDir, '0198')).toEqual({
    ok: false,
    error: { reason: 'build-ambiguous', id: '0198', found },
  });
  expect(await findBuild(stateDir, '7')).toEqual({
    ok: false,
    error: { reason: 'build-not-found', id: '7', stateDir },
  });
});

test('a finished build is summarised from its first and last event', async () => {
  const end = finished({ outcome: 'failed', built: 3, failed: 1, skipped: 2, aborted: 4, delegated: 5 });
  await write('b', [started(15), taskEvent('a', EACH_KIND.announced), end]);
  expect(await pastBuild(stateDir, 'b', 'box')).toEqual({
    id: 'b',
    startTime: '2026-01-02T03:04:05.678Z',
    label: '//t:g',
    outcome: 'failed',
    counts: { tasks: 15, built: 3, failed: 1, skipped: 2, aborted: 4, delegated: 5, unchanged: 0, pruned: 2 },
    durationMs: 5000,
  });
});

test('an unfinished build is counted from its events, even if the last one is torn', async () => {
  await write('b', running, CONTEXT, '{"specversion":"1.0","id');
  const counts = { tasks: 2, built: 1, failed: 0, skipped: 0, aborted: 0, delegated: 0, unchanged: 0, pruned: 2 };
  expect(await pastBuild(stateDir, 'b', 'box')).toMatchObject({ outcome: 'interrupted', counts, label: '//t:g' });
  const replayed = await replayFile(eventsFile(stateDir, 'b'));
  expect(replayed).toMatchObject({ ok: true, value: { read: { torn: true }, state: { events: 3 } } });
});

test('a build without events, or with an empty file, is unknown, and reading its events reports why', async () => {
  await mkdir(join(stateDir, 'builds', 'none'), { recursive: true });
  await write('empty', running);
  await writeFile(eventsFile(stateDir, 'empty'), '');
  for (const id of ['none', 'empty']) expect(await pastBuild(stateDir, id, 'box')).toEqual({ id, outcome: 'unknown' });
  expect(await replayFile(eventsFile(stateDir, 'none'))).toMatchObject({ error: { reason: 'events-unreadable' } });
  expect(await replayFile(eventsFile(stateDir, 'empty'))).toMatchObject({ error: { reason: 'no-first-event' } });
});

test('an unfinished build is running as long as its process lives, which only its own machine can tell', async () => {
  const child = spawn('sleep', ['1000'], { stdio: 'ignore' });
  const { pid = 0 } = child;
  const unfinished = (process: ProcessMark) => ({ outcome: 'unfinished', host: 'box', process }) as const;
  expect(outcomeOf(unfinished(ownProcessMark()), 'box')).toBe('running');
  expect(outcomeOf(unfinished(ownProcessMark()), 'elsewhere')).toBe('unknown');
  expect(outcomeOf(unfinished({ pid }), 'box')).toBe('running');
  expect(outcomeOf({ ...unfinished({ pid }), outcome: 'cancelled' }, 'box')).toBe('cancelled');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(outcomeOf(unfinished({ pid }), 'box')).toBe('interrupted');
  // The same process id in another container with the same host name.
  expect(outcomeOf(unfinished({ ...ownProcessMark(), namespace: 'pid:[1]' }), 'box')).toBe('unknown');
});
