import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { maskSecrets } from '../base/secrets/index.js';
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

/** The events of the build and its tasks, without the announcements. */
const story = (): string[] => build.story().filter((line) => !line.includes('announced'));

describe('an executor with a queue', () => {
  test('gets the attempt, its number and its resources', async () => {
    const policy = { ...POLICY, timeoutMs: 5000, resources: { gpu: 1 }, check: '/bin/true' };
    const more = { executor, jobs: new Map([['//t:job', policy]]), resources: new Map([['gpu', 2]]) };
    const [a] = plan(task('a'));
    if (a === undefined) throw new Error('no task');
    const done = build.run([a], { ...more, traceparentOf: () => 'trace' });
    await executor.has('a');
    expect(executor.attempt('a')).toEqual({
      buildId: 'uid-0',
      tasks: [{ task: a, number: 1, inputs: [], traceparent: 'trace' }],
      policy,
    });
    executor.start('a');
    executor.end('a');
    expect(await done).toMatchObject({ ok: true, value: { built: 1 } });
  });

  test('reports that attempts wait for the engine, and that it answers again, during the build only', async () => {
    const secrets = maskSecrets(['hunter2hunter2']);
    const done = build.run(plan(task('a')), { executor, secrets });
    await executor.has('a');
    const trouble = { engine: 'slurm', reason: 'engine-unreachable' };
    executor.report({ kind: 'waiting', ...trouble, detail: 'squeue: no hunter2hunter2' });
    executor.report({ kind: 'answered', ...trouble });
    expect(build.events.slice(-2)).toMatchObject([
      { type: 'build', event: 'waiting-for-engine', ...trouble, detail: 'squeue: no ***' },
      { type: 'build', event: 'engine-answered', ...trouble },
    ]);
    executor.start('a');
    executor.end('a');
    await done;
    executor.report({ kind: 'answered', ...trouble });
    expect(build.events.at(-1)).toMatchObject({ event: 'finished' });
  });

  test('reports a task as queued, then as started on its machine, and the duration counts from the start', async () => {
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

  test('resolves the inputs of a manifest when the task leaves the queue', async () => {
    const done = build.run(plan(task('a', [], {}, ['other'])), { executor });
    await executor.has('a');
    executor.start('a');
    executor.end('a');
    await done;
    expect((await manifestOf('a'))?.inputs).toMatchObject([{ ref: 'other', manifest: null }]);
  });

  test('queues every attempt separately', async () => {
    const jobs = new Map([['//t:job', { ...POLICY, retries: 1 }]]);
    const done = build.run(plan(task('a')), { executor, jobs });
    await executor.has('a');
    executor.start('a');
    executor.end('a', { kind: 'failed', problem: { reason: 'exit-non-zero', code: 3 }, durationMs: 10 });
    await build.until('queued', 2);
    expect(executor.attempt('a').tasks[0]?.number).toBe(2);
    executor.start('a', { host: 'h' });
    // It runs on the machine of the build.
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

  test('fails a task that could not be queued, without a start', async () => {
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

  test('withdraws queued tasks and finishes running ones when a task fails', async () => {
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

  test('counts queued tasks as not started when the build is cancelled', async () => {
    const done = build.run(plan(task('a'), task('b'), task('c')), { executor });
    await executor.has('a', 'b');
    executor.start('a');
    build.cancel.abort('SIGINT');
    expect(build.events.at(-1)).toMatchObject({ event: 'stopping', running: 1 });
    executor.end('a');
    expect(failuresOf(await done)).toEqual([{ reason: 'cancelled', signal: 'SIGINT', stopped: 0, notStarted: 2 }]);
    expect(await build.recorded('a', 'b', 'c')).toEqual(['a']);
  });

  test('refuses a task that needs more of a resource than the executor has', async () => {
    executor.resources.set('gpu', 1);
    const jobs = new Map([['//t:job', { ...POLICY, resources: { gpu: 2 } }]]);
    expect(failuresOf(await build.run(plan(task('a')), { executor, jobs }))).toMatchObject([
      { reason: 'resource-short', needed: 2, available: 1 },
    ]);
  });
});
