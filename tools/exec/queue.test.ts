import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FakeBuild, FakeExecutor, failuresOf, plan, POLICY, ref, task } from './testing/index.js';
import type { Manifest } from '../base/model/index.js';

let build: FakeBuild;
let executor: FakeExecutor;

beforeEach(() => {
  build = new FakeBuild();
  executor = new FakeExecutor(2);
});

afterEach(() => build.remove());

async function manifestOf(name: string): Promise<Manifest | undefined> {
  const id = (await build.catalog.current([ref(name)])).get(ref(name))?.id ?? '';
  return (await build.catalog.manifests([id])).get(id);
}

/** Of the tasks, without their announcements. */
const story = (): string[] => build.story().filter((line) => !line.includes('announced'));

describe('an executor with a queue', () => {
  test('is told which attempt it is, and what it takes', async () => {
    const policy = { ...POLICY, timeoutMs: 5000, resources: { gpu: 1 }, check: '/bin/true' };
    const more = { executor, jobs: new Map([['//t:job', policy]]), resources: new Map([['gpu', 2]]) };
    const [a] = plan(task('a'));
    if (a === undefined) throw new Error('no task');
    const done = build.run([a], { ...more, traceparentOf: () => 'trace' });
    await executor.has('a');
    expect(executor.attempt('a')).toEqual({ buildId: 'uid-0', task: a, number: 1, policy, traceparent: 'trace' });
    executor.start('a');
    executor.end('a');
    expect(await done).toMatchObject({ ok: true, value: { built: 1 } });
  });

  test('a task is queued, then started where the executor says, and counts from its start', async () => {
    const done = build.run(plan(task('a')), { executor });
    await executor.has('a');
    await build.until('queued');
    const log = 'far:/uid-0/id-a.1';
    expect(build.events.at(-1)).toMatchObject({ event: 'queued', attempt: 1, log });
    executor.start('a', { host: 'node7', time: Date.UTC(2024, 0, 1) });
    expect(build.events.at(-1)).toMatchObject({ event: 'started', attempt: 1, log, host: 'node7' });
    executor.end('a', { kind: 'succeeded', metadata: { rows: 3 }, durationMs: 90_000 });
    await done;
    expect(story()).toEqual(['build started', 'task queued a', 'task started a', 'task finished a', 'build finished']);
    expect(build.events.at(0)).toMatchObject({ logDir: 'far:/uid-0', host: 'h' });
    expect(build.events.at(-2)).toMatchObject({ event: 'finished', durationMs: 90_000 });
    expect(await manifestOf('a')).toMatchObject({
      host: 'node7',
      startTime: '2024-01-01T00:00:00.000Z',
      endTime: '2024-01-01T00:01:30.000Z',
      metadata: { rows: 3 },
    });
  });

  test('a manifest has the inputs that were current when the task left the queue', async () => {
    const done = build.run(plan(task('a', [], {}, ['other'])), { executor });
    await executor.has('a');
    executor.start('a');
    executor.end('a');
    await done;
    expect((await manifestOf('a'))?.inputs).toMatchObject([{ ref: 'other', manifest: null }]);
  });

  test('each attempt is queued by itself', async () => {
    const jobs = new Map([['//t:job', { ...POLICY, retries: 1 }]]);
    const done = build.run(plan(task('a')), { executor, jobs });
    await executor.has('a');
    executor.start('a');
    executor.end('a', { kind: 'failed', problem: { reason: 'exit-non-zero', code: 3 }, durationMs: 10 });
    await build.until('queued', 2);
    expect(executor.attempt('a').number).toBe(2);
    executor.start('a', { host: 'h' });
    // On the machine of the build.
    expect(build.events.at(-1)).not.toHaveProperty('host');
    executor.end('a');
    await done;
    expect(story().slice(1, -1)).toEqual([
      'task queued a',
      'task started a',
      'task retrying a',
      'task queued a',
      'task started a',
      'task finished a',
    ]);
    expect(await manifestOf('a')).toMatchObject({ attempt: 2, host: 'h' });
  });

  test('what could not be queued has failed, without a start', async () => {
    const done = build.run(plan(task('a')), { executor });
    await executor.has('a');
    const problem = { reason: 'start-failed', program: '/bin/sh', code: 'EAGAIN' } as const;
    executor.end('a', { kind: 'failed', problem, durationMs: 0 });
    const log = 'far:/uid-0/id-a.1';
    expect(failuresOf(await done)).toMatchObject([
      { reason: 'task-failed', problem, log, logTail: `the end of ${log}` },
    ]);
    expect(story()).toEqual(['build started', 'task queued a', 'build stopping', 'task failed a', 'build finished']);
  });

  test('when a task fails, what is queued is taken back, and what runs is waited for', async () => {
    executor = new FakeExecutor(3);
    const done = build.run(plan(task('a'), task('b'), task('c')), { executor });
    await executor.has('a', 'b', 'c');
    executor.start('a');
    executor.start('b');
    executor.end('a', { kind: 'failed', problem: { reason: 'exit-non-zero', code: 1 }, durationMs: 10 });
    await executor.has('b');
    executor.end('b');
    await done;
    expect(build.events.find(({ event }) => event === 'stopping')).toMatchObject({ running: 1 });
    expect(build.events.find(({ event }) => event === 'aborted')).toMatchObject({
      task: { outputs: ['c'] },
      started: false,
    });
    expect(build.events.at(-1)).toMatchObject({ event: 'finished', built: 1, failed: 1, aborted: 1 });
  });

  test('when the build is cancelled, what was only queued counts as not started', async () => {
    const done = build.run(plan(task('a'), task('b'), task('c')), { executor });
    await executor.has('a', 'b');
    executor.start('a');
    build.cancel.abort('SIGINT');
    expect(build.events.at(-1)).toMatchObject({ event: 'stopping', running: 1 });
    executor.end('a');
    expect(failuresOf(await done)).toEqual([{ reason: 'cancelled', signal: 'SIGINT', stopped: 0, notStarted: 2 }]);
    expect(await build.recorded('a', 'b', 'c')).toEqual(['a']);
  });

  test('needs no more of a resource than the executor has', async () => {
    executor.resources.set('gpu', 1);
    const jobs = new Map([['//t:job', { ...POLICY, resources: { gpu: 2 } }]]);
    expect(failuresOf(await build.run(plan(task('a')), { executor, jobs }))).toMatchObject([
      { reason: 'resource-short', needed: 2, available: 1 },
    ]);
  });
});
