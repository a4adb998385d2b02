import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { setImmediate } from 'node:timers/promises';
import { DONE, FakeBuild, failuresOf, plan, POLICY, task } from './testing/index.js';

let build: FakeBuild;

beforeEach(() => {
  build = new FakeBuild();
});

afterEach(() => build.remove());

describe('a cancelled build', () => {
  test('waits for running tasks, records them, and starts nothing new', async () => {
    const done = build.run(plan(task('a'), task('b'), task('c'), task('d', ['a'])));
    await build.slots.running('a', 'b');
    build.cancel.abort('SIGINT');
    expect(build.slots.stopped).toBe(false);
    build.slots.end('a');
    build.slots.end('b');
    expect(failuresOf(await done)).toEqual([{ reason: 'cancelled', signal: 'SIGINT', stopped: 0, notStarted: 2 }]);
    expect(await build.recorded('a', 'b', 'c', 'd')).toEqual(['a', 'b']);
    expect(build.slots.started).toEqual(['a', 'b']);
    expect(build.story()).toEqual([
      'build started',
      'task announced a',
      'task announced b',
      'task announced c',
      'task announced d',
      'task started a',
      'task started b',
      'build stopping',
      'task finished a',
      'task finished b',
      'task aborted c',
      'task aborted d',
      'build finished',
    ]);
    expect(build.events.at(-1)).toMatchObject({ outcome: 'cancelled', built: 2, aborted: 2 });
  });

  test('does not retry a task that fails', async () => {
    const jobs = new Map([['//t:job', { ...POLICY, retries: 3 }]]);
    const done = build.run(plan(task('a')), { jobs });
    await build.slots.running('a');
    build.cancel.abort('SIGINT');
    build.slots.end('a', { kind: 'exited', code: 1, wroteMetadata: false });
    expect(failuresOf(await done)).toMatchObject([
      { reason: 'task-failed', attempt: 1 },
      { reason: 'cancelled', stopped: 0, notStarted: 0 },
    ]);
  });

  test('does not start the next attempt at a task that is waiting for it', async () => {
    const jobs = new Map([['//t:job', { ...POLICY, retries: 3, retryDelayMs: 1_000_000 }]]);
    const done = build.run(plan(task('a')), { jobs });
    await build.slots.running('a');
    build.slots.end('a', { kind: 'exited', code: 1, wroteMetadata: false });
    await build.until('retrying');
    build.cancel.abort('SIGINT');
    expect(failuresOf(await done)).toEqual([{ reason: 'cancelled', signal: 'SIGINT', stopped: 0, notStarted: 0 }]);
    expect(build.events.at(-2)).toMatchObject({ event: 'aborted', started: true });
  });

  test('starts nothing at all if it was cancelled before it began', async () => {
    build.cancel.abort('SIGHUP');
    expect(failuresOf(await build.run(plan(task('a'))))).toMatchObject([{ reason: 'cancelled', notStarted: 1 }]);
    expect(build.slots.started).toEqual([]);
  });
});

describe('a stopped build', () => {
  test('ends running tasks and does not record them, even if they exit with 0', async () => {
    const done = build.run(plan(task('a'), task('b'), task('c')));
    await build.slots.running('a', 'b');
    build.slots.stop = (): void => {
      build.slots.end('a', DONE);
      build.slots.end('b', { kind: 'killed', signal: 'SIGTERM' });
    };
    build.cancel.abort('SIGTERM');
    build.stop.abort('SIGTERM');
    expect(failuresOf(await done)).toEqual([{ reason: 'cancelled', signal: 'SIGTERM', stopped: 2, notStarted: 1 }]);
    expect(await build.recorded('a', 'b', 'c')).toEqual([]);
    expect(build.story().slice(-5)).toEqual([
      'build stopping',
      'task aborted a',
      'task aborted b',
      'task aborted c',
      'build finished',
    ]);
  });

  test('records the tasks that had ended before', async () => {
    const done = build.run(plan(task('a'), task('b')));
    await build.slots.running('a', 'b');
    build.slots.end('a');
    // The build has seen the end.
    await setImmediate();
    build.cancel.abort('SIGTERM');
    build.stop.abort('SIGTERM');
    await done;
    expect(await build.recorded('a', 'b')).toEqual(['a']);
  });

  test('kills running tasks when it gets one more signal', async () => {
    const kill = new AbortController();
    const done = build.run(plan(task('a')), { kill: kill.signal });
    await build.slots.running('a');
    build.slots.stop = (): void => undefined;
    build.cancel.abort('SIGINT');
    build.stop.abort('SIGINT');
    await build.slots.running('a');
    kill.abort('SIGINT');
    expect(failuresOf(await done)).toMatchObject([{ reason: 'cancelled', stopped: 1 }]);
  });
});
