import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LaunchOutcome } from '../base/runtime/index.js';
import { retryDelayMs } from './retry.js';
import { DONE, FakeBuild, failuresOf, plan, POLICY, ref, task } from './testing/index.js';

const FAILS: LaunchOutcome = { kind: 'exited', code: 3, wroteMetadata: false };

let build: FakeBuild;

beforeEach(() => {
  build = new FakeBuild();
});

afterEach(async () => {
  jest.useRealTimers();
  await build.remove();
});

const retrying = (retries: number, retryDelayMs = 0): Map<string, typeof POLICY> =>
  new Map([['//t:job', { ...POLICY, retries, retryDelayMs }]]);

test.each([
  [1, 100],
  [2, 200],
  [3, 400],
  [4, 800],
  [40, 300_000],
])('the delay after attempt %i is between half of %i ms and all of it', (attempt, delay) => {
  const policy = { ...POLICY, retryDelayMs: 100 };
  expect(retryDelayMs(policy, attempt, 1)).toBe(delay);
  expect(retryDelayMs(policy, attempt, 0)).toBe(delay / 2);
  expect(retryDelayMs(policy, attempt, 0.5)).toBe((delay * 3) / 4);
});

test('a retry delay above five minutes is never doubled', () => {
  expect(retryDelayMs({ ...POLICY, retryDelayMs: 900_000 }, 3, 1)).toBe(900_000);
});

describe('a task that fails', () => {
  test('is started again with its own log and metadata file, and its manifest has the number of the attempt', async () => {
    const done = build.run(plan(task('a'), task('b', ['a'])), { jobs: retrying(2) });
    await build.slots.running('a');
    await writeFile(build.slots.launches[0]?.metadataFile ?? '', '{"attempt": "first"}');
    build.slots.end('a', { ...FAILS, wroteMetadata: true });
    await build.until('started', 2);
    await build.slots.running('a');
    build.slots.end('a');
    await build.slots.running('b');
    build.slots.end('b');
    expect(await done).toMatchObject({ ok: true, value: { built: 2 } });

    const logs = join(build.dir, 'builds/uid-0/logs');
    expect(build.slots.launches.map(({ logFile }) => logFile)).toEqual([
      join(logs, 'id-a.log'),
      join(logs, 'id-a.2.log'),
      join(logs, 'id-b.log'),
    ]);
    const [first, second] = build.slots.launches;
    expect(second?.metadataFile).not.toBe(first?.metadataFile);
    expect(second?.env['DATABUILD_METADATA_FILE']).toBe(second?.metadataFile);
    expect(build.events.filter(({ type }) => type === 'task').map(({ event }) => event)).toEqual([
      'announced',
      'announced',
      'started',
      'retrying',
      'started',
      'finished',
      'started',
      'finished',
    ]);
    expect(build.events).toContainEqual(
      expect.objectContaining({
        event: 'retrying',
        attempt: 1,
        problem: { reason: 'exit-non-zero', code: 3 },
        log: join(logs, 'id-a.log'),
        delayMs: 0,
      }),
    );
    const id = (await build.catalog.current([ref('a')])).get(ref('a'))?.id ?? '';
    expect((await build.catalog.manifests([id])).get(id)).toMatchObject({ attempt: 2, metadata: {} });
  });

  test('has failed when its last attempt has failed', async () => {
    const done = build.run(plan(task('a')), { jobs: retrying(1) });
    await build.slots.running('a');
    build.slots.end('a', FAILS);
    await build.until('started', 2);
    await build.slots.running('a');
    build.slots.end('a', { kind: 'timed-out' });
    const log = join(build.dir, 'builds/uid-0/logs/id-a.2.log');
    expect(failuresOf(await done)).toMatchObject([
      { reason: 'task-failed', attempt: 2, problem: { reason: 'timed-out', timeoutMs: 0 }, log },
    ]);
    expect(build.events.at(-2)).toMatchObject({ event: 'failed', attempt: 2, log });
  });

  test('takes neither a slot nor resources while it waits for its next attempt', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    const policy = { ...POLICY, retries: 1, retryDelayMs: 60_000, resources: { gpu: 1 } };
    const more = { jobs: new Map([['//t:job', policy]]), resources: new Map([['gpu', 1]]) };
    const done = build.run(plan(task('a'), task('b')), more);
    await build.slots.running('a');
    build.slots.end('a', FAILS);
    await build.slots.running('b');
    expect(build.events.at(-1)).toMatchObject({ event: 'started', task: { outputs: ['b'] } });
    await jest.advanceTimersByTimeAsync(59_999);
    build.slots.end('b');
    await build.until('finished');
    expect(build.slots.started).toEqual(['a', 'b']);
    await jest.advanceTimersByTimeAsync(1);
    await build.slots.running('a');
    build.slots.end('a');
    await jest.runAllTimersAsync();
    expect(await done).toMatchObject({ ok: true, value: { built: 2 } });
  });

  test('is not started again when every attempt would fail the same way', async () => {
    const tasks = plan(task('a', [], { args: ['x'.repeat(200_000)] }));
    expect(failuresOf(await build.run(tasks, { jobs: retrying(5) }))).toMatchObject([
      { attempt: 1, problem: { reason: 'string-too-long' } },
    ]);
  });

  test.each(['ENOENT', 'EACCES'])(
    'is not started again when its program is gone or cannot be executed: %s',
    async (code) => {
      const done = build.run(plan(task('a')), { jobs: retrying(5) });
      await build.slots.running('a');
      build.slots.end('a', { kind: 'start-failed', code });
      expect(failuresOf(await done)).toMatchObject([{ attempt: 1, problem: { reason: 'start-failed', code } }]);
    },
  );

  test('is not started again when a directory it needs is gone', async () => {
    const done = build.run(plan(task('a')), { jobs: retrying(5) });
    await build.slots.running('a');
    const directory = { reason: 'directory-unusable', purpose: 'data', path: '/d', code: 'ENOENT' } as const;
    build.slots.end('a', { kind: 'directory-unusable', directory });
    expect(failuresOf(await done)).toMatchObject([{ attempt: 1, problem: directory }]);
  });

  test('gets no further attempt after another task has failed and ended the build', async () => {
    const quick = { ...POLICY, retries: 1, retryDelayMs: 1_000_000 };
    const jobs = new Map([
      ['//t:job', POLICY],
      ['//t:retried', quick],
    ]);
    const [a, b] = plan(task('a'), task('b'));
    if (a === undefined || b === undefined) throw new Error('no tasks');
    const done = build.run([{ ...a, job: '//t:retried' }, b], { jobs });
    await build.slots.running('a', 'b');
    build.slots.end('a', FAILS);
    await build.until('retrying');
    build.slots.end('b', FAILS);
    expect(failuresOf(await done)).toMatchObject([{ task: { outputs: ['b'] } }]);
    expect(build.story().slice(-3)).toEqual(['task failed b', 'task aborted a', 'build finished']);
  });
});

test('a task that succeeds is not started again', async () => {
  const done = build.run(plan(task('a')), { jobs: retrying(5) });
  await build.slots.running('a');
  build.slots.end('a', DONE);
  expect((await done).ok).toBe(true);
});
