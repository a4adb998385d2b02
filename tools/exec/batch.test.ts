import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AttemptEnd } from './index.js';
import { FakeBuild, FakeExecutor, failuresOf, manifest, plan, POLICY, ref, task } from './testing/index.js';
import type { Catalog, Fence } from '../catalog/index.js';
import type { Manifest } from '../base/model/index.js';

/** Its attempts end when the test says so, even if they are asked to end. */
class DeafExecutor extends FakeExecutor {
  override readonly stop = (): void => undefined;
}

let build: FakeBuild;
let executor: FakeExecutor;

beforeEach(() => {
  build = new FakeBuild();
  executor = new FakeExecutor(1);
});

afterEach(() => build.remove());

const batches = (batch: number, more: Partial<typeof POLICY> = {}): Map<string, typeof POLICY> =>
  new Map([['//t:job', { ...POLICY, batch, ...more }]]);

const SUCCEEDED: AttemptEnd = { kind: 'succeeded', metadata: {}, durationMs: 10 };
const REPORTED: AttemptEnd = { ...SUCCEEDED, reported: true };
/** The task itself failed. */
const FAILED: AttemptEnd = { kind: 'failed', problem: { reason: 'reported-failed', message: 'no' }, durationMs: 10 };
/** The batch failed, and nobody knows whose fault it was. */
const FAILED_TOGETHER: AttemptEnd = {
  kind: 'failed',
  problem: { reason: 'exit-non-zero', code: 3 },
  durationMs: 10,
  shared: true,
};

/** The names of the tasks of the attempt whose first task is this one. */
const together = (name: string): (string | undefined)[] =>
  executor.attempt(name).tasks.map(({ task: { config } }) => config.args[0]);

async function manifestOf(name: string): Promise<Manifest | undefined> {
  const id = (await build.catalog.current([ref(name)])).get(ref(name))?.id ?? '';
  return (await build.catalog.manifests([id])).get(id);
}

/** What happened to one task. */
const story = (name: string): string[] =>
  build
    .story()
    .filter((line) => line.endsWith(` ${name}`) && !line.includes('announced'))
    .map((line) => line.split(' ')[1] ?? '');

describe('a job that takes batches', () => {
  test('gets the tasks that are ready in one attempt, and each has a manifest of its own', async () => {
    const done = build.run(plan(task('a'), task('b'), task('c', ['a'])), { executor, jobs: batches(9) });
    await executor.has('a');
    expect(together('a')).toEqual(['a', 'b']);
    executor.start('a', { host: 'node7', time: Date.UTC(2024, 0, 1) });
    executor.end('a', [
      { kind: 'succeeded', metadata: { rows: 1 }, durationMs: 1000 },
      { kind: 'succeeded', metadata: { rows: 2 }, durationMs: 2000 },
    ]);
    await executor.has('c');
    executor.start('c');
    executor.end('c');
    expect(await done).toMatchObject({ ok: true, value: { built: 3 } });
    expect(await manifestOf('a')).toMatchObject({
      outputs: ['a'],
      taskId: 'id-a',
      attempt: 1,
      startTime: '2024-01-01T00:00:00.000Z',
      endTime: '2024-01-01T00:00:01.000Z',
      metadata: { rows: 1 },
    });
    // As if they had run one after the other.
    expect(await manifestOf('b')).toMatchObject({
      outputs: ['b'],
      taskId: 'id-b',
      startTime: '2024-01-01T00:00:01.000Z',
      endTime: '2024-01-01T00:00:03.000Z',
      metadata: { rows: 2 },
    });
  });

  test('takes no more tasks at a time than it says, the longest chain first', async () => {
    const tasks = plan(task('a'), task('b'), task('c'), task('d', ['c']));
    const done = build.run(tasks, { executor, jobs: batches(2) });
    await executor.has('c');
    expect(together('c')).toEqual(['c', 'a']);
    executor.start('c');
    executor.end('c');
    // What is ready now: nobody waits for more.
    await executor.has('b');
    expect(together('b')).toEqual(['b']);
    executor.start('b');
    executor.end('b');
    await executor.has('d');
    executor.start('d');
    executor.end('d');
    expect(await done).toMatchObject({ ok: true, value: { built: 4 } });
  });

  test('does not put all tasks into one slot while another is free', async () => {
    executor = new FakeExecutor(2);
    const done = build.run(plan(task('a'), task('b'), task('c')), { executor, jobs: batches(9) });
    await executor.has('a', 'c');
    expect([together('a'), together('c')]).toEqual([['a', 'b'], ['c']]);
    for (const name of ['a', 'c']) {
      executor.start(name);
      executor.end(name);
    }
    expect(await done).toMatchObject({ ok: true, value: { built: 3 } });
  });

  test('claims enough tasks to fill a batch, also when tasks take long', async () => {
    const tasks = plan(...Array.from({ length: 40 }, (_, index) => task(`t${String(index)}`)));
    const done = build.run(tasks, { executor, jobs: batches(20) });
    await executor.has('t0');
    expect(together('t0')).toHaveLength(20);
    executor.start('t0');
    executor.end('t0', { kind: 'succeeded', metadata: {}, durationMs: 1_000_000 });
    await executor.has('t20');
    expect(together('t20')).toHaveLength(20);
    executor.start('t20');
    executor.end('t20');
    expect(await done).toMatchObject({ ok: true, value: { built: 40 } });
  });

  test('has one log for all tasks of a batch, and their events name it and the size', async () => {
    const done = build.run(plan(task('a'), task('b')), { executor, jobs: batches(9) });
    await executor.has('a');
    executor.start('a');
    executor.end('a', SUCCEEDED);
    await done;
    expect(story('b')).toEqual(['queued', 'started', 'finished']);
    for (const event of ['queued', 'started']) {
      const events = build.events.filter((one) => one.type === 'task' && one.event === event);
      expect(events).toMatchObject([
        { task: { outputs: ['a'] }, attempt: 1, log: 'far:/uid-0/id-a.1', batch: 2 },
        { task: { outputs: ['b'] }, attempt: 1, log: 'far:/uid-0/id-a.1', batch: 2 },
      ]);
    }
  });

  test('has no size in the events of a batch of one', async () => {
    const done = build.run(plan(task('a')), { executor, jobs: batches(9) });
    await executor.has('a');
    executor.start('a');
    executor.end('a');
    await done;
    expect(build.events.find(({ event }) => event === 'started')).not.toHaveProperty('batch');
  });
});

describe('a task of a batch', () => {
  test('that failed does not keep the others from being recorded', async () => {
    const done = build.run(plan(task('a'), task('b'), task('c', ['b'])), { executor, jobs: batches(9) });
    await executor.has('b');
    executor.start('b');
    executor.end('b', [FAILED, SUCCEEDED]);
    expect(failuresOf(await done)).toMatchObject([
      { task: { outputs: ['b'] }, attempt: 1, problem: { message: 'no' }, skipped: [{ task: { outputs: ['c'] } }] },
    ]);
    expect(await build.recorded('a', 'b')).toEqual(['a']);
  });

  test('that failed is tried again alone, as often as its job says', async () => {
    const more = { executor, jobs: batches(9, { retries: 2 }) };
    const done = build.run(plan(task('a'), task('b'), task('c')), more);
    await executor.has('a');
    executor.start('a');
    executor.end('a', [SUCCEEDED, FAILED, FAILED]);
    for (const name of ['b', 'c', 'b']) {
      await executor.has(name);
      expect(together(name)).toEqual([name]);
      executor.start(name);
      executor.end(name, FAILED);
    }
    const failures = failuresOf(await done);
    expect(failures).toMatchObject([{ task: { outputs: ['b'] }, attempt: 3, log: 'far:/uid-0/id-b.3' }]);
    expect(story('b')).toEqual([
      'queued',
      'started',
      'retrying',
      'queued',
      'started',
      'retrying',
      'queued',
      'started',
      'failed',
    ]);
  });

  test('that failed together with others is tried alone at once, and that does not count as a retry', async () => {
    const more = { executor, jobs: batches(9, { retryDelayMs: 1_000_000 }), optimistic: true };
    const done = build.run(plan(task('a'), task('b')), more);
    await executor.has('a');
    executor.start('a');
    executor.end('a', FAILED_TOGETHER);
    await executor.has('a');
    expect(build.events.filter(({ event }) => event === 'retrying')).toMatchObject([
      { task: { outputs: ['a'] }, attempt: 1, delayMs: 0 },
      { task: { outputs: ['b'] }, attempt: 1, delayMs: 0 },
    ]);
    expect(together('a')).toEqual(['a']);
    executor.start('a');
    executor.end('a', { kind: 'failed', problem: { reason: 'exit-non-zero', code: 3 }, durationMs: 10 });
    await executor.has('b');
    executor.start('b');
    executor.end('b');
    expect(failuresOf(await done)).toMatchObject([{ task: { outputs: ['a'] }, attempt: 2 }]);
    expect(await manifestOf('b')).toMatchObject({ attempt: 2 });
  });

  test('is still tried alone when another failed for good, unless that stops the build', async () => {
    const run = async (optimistic: boolean): Promise<string[]> => {
      build = new FakeBuild();
      executor = new FakeExecutor(1);
      const done = build.run(plan(task('a'), task('b')), { executor, jobs: batches(9), optimistic });
      await executor.has('a');
      executor.start('a');
      executor.end('a', [FAILED, FAILED_TOGETHER]);
      if (optimistic) {
        await executor.has('b');
        executor.start('b');
        executor.end('b');
      }
      await done;
      return story('b').slice(2);
    };
    const first = build;
    expect(await run(true)).toEqual(['retrying', 'queued', 'started', 'finished']);
    await build.remove();
    expect(await run(false)).toEqual(['retrying', 'aborted']);
    await first.remove();
  });

  test('does not count when another build has taken over its lease, and the others do', async () => {
    const real = build.catalog;
    const losing: Catalog = {
      ...real,
      // Another build gets the lease and makes the partition just before the manifests arrive.
      record: async (batch, fences = new Map<string, Fence>()) => {
        const lost = [...fences.values()].filter(({ key }) => key === 'id-b');
        await real.release(new Map(lost.map(({ key, token }) => [key, token])));
        await real.acquire({ keys: ['id-b'], owner: 'other-host:build-9', ttlMs: 1_000_000 });
        await real.record([{ ...manifest('b'), versionKey: 'key-b', contentKey: 'content-b' }]);
        return real.record(batch, fences);
      },
    };
    const done = build.run(plan(task('a'), task('b')), { executor, jobs: batches(9), catalog: losing });
    await executor.has('a');
    executor.start('a');
    executor.end('a', SUCCEEDED);
    expect(await done).toMatchObject({ ok: true, value: { built: 1 } });
    expect([story('a').at(-1), story('b').at(-1)]).toEqual(['finished', 'delegated']);
    expect((await manifestOf('b'))?.id).toBe('old-b');
  });
});

describe('a batch in a build that stops', () => {
  test('is recorded when it was running, and counts by its tasks', async () => {
    executor = new FakeExecutor(2);
    const done = build.run(plan(task('a'), task('b'), task('c'), task('d')), { executor, jobs: batches(2) });
    await executor.has('a', 'c');
    executor.start('a');
    build.cancel.abort('SIGINT');
    expect(build.events.at(-1)).toMatchObject({ event: 'stopping', running: 2 });
    executor.end('a', SUCCEEDED);
    expect(failuresOf(await done)).toEqual([{ reason: 'cancelled', signal: 'SIGINT', stopped: 0, notStarted: 2 }]);
    expect(await build.recorded('a', 'b', 'c', 'd')).toEqual(['a', 'b']);
  });

  test('keeps what its program had reported when it was ended, and nothing else', async () => {
    executor = new DeafExecutor(1);
    const done = build.run(plan(task('a'), task('b'), task('c')), { executor, jobs: batches(9) });
    await executor.has('a');
    executor.start('a');
    build.cancel.abort('SIGTERM');
    build.stop.abort();
    executor.end('a', [REPORTED, SUCCEEDED, FAILED_TOGETHER]);
    expect(failuresOf(await done)).toMatchObject([{ reason: 'cancelled', stopped: 2, notStarted: 0 }]);
    expect(await build.recorded('a', 'b', 'c')).toEqual(['a']);
  });
});

test('a job that takes no batches gets one task at a time', async () => {
  const done = build.run(plan(task('a'), task('b')), { executor });
  await executor.has('a');
  expect(together('a')).toEqual(['a']);
  executor.start('a');
  executor.end('a');
  await executor.has('b');
  executor.start('b');
  executor.end('b');
  expect(await done).toMatchObject({ ok: true, value: { built: 2 } });
});
