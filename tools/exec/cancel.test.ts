import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Result } from '../model/index.js';
import type { ExecSummary } from './execute.js';
import { DONE, FakeBuild, failuresOf, plan, task } from './testing/index.js';

let build: FakeBuild;

beforeEach(() => {
  build = new FakeBuild();
});

afterEach(() => build.remove());

describe('when it is cancelled', () => {
  test('what runs is stopped and not recorded, even if it says that it went well', async () => {
    const done = build.run(plan(task('a'), task('b'), task('c')));
    await build.slots.running('a', 'b');
    build.slots.stop = (): void => {
      build.slots.end('a', DONE);
      build.slots.end('b', { kind: 'killed', signal: 'SIGTERM' });
    };
    build.cancel.abort('SIGINT');
    expect(failuresOf(await done)).toEqual([{ reason: 'cancelled', signal: 'SIGINT', stopped: 2, notStarted: 1 }]);
    expect(await build.recorded('a', 'b', 'c')).toEqual([]);
    expect(build.story()).toEqual([
      'build started',
      'task announced a',
      'task announced b',
      'task announced c',
      'task started a',
      'task started b',
      'build stopping',
      'task aborted a',
      'task aborted b',
      'task aborted c',
      'build finished',
    ]);
    expect(build.events.at(-1)).toMatchObject({ outcome: 'cancelled' });
  });

  test('what ended before is recorded', async () => {
    const done: Promise<Result<ExecSummary, unknown[]>> = build.run(plan(task('a'), task('b')));
    await build.slots.running('a', 'b');
    build.slots.end('a');
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
    build.cancel.abort('SIGTERM');
    await done;
    expect(await build.recorded('a', 'b')).toEqual(['a']);
  });

  test('a second signal kills what does not end', async () => {
    const force = new AbortController();
    const done = build.run(plan(task('a')), { force: force.signal });
    await build.slots.running('a');
    build.slots.stop = (): void => undefined;
    build.cancel.abort('SIGINT');
    await build.slots.running('a');
    force.abort('SIGINT');
    expect(failuresOf(await done)).toMatchObject([{ reason: 'cancelled', stopped: 1 }]);
  });

  test('one that is cancelled before the start starts nothing', async () => {
    build.cancel.abort('SIGHUP');
    expect(failuresOf(await build.run(plan(task('a'))))).toMatchObject([{ reason: 'cancelled', notStarted: 1 }]);
    expect(build.slots.started).toEqual([]);
  });
});
