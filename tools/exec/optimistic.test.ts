import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FakeBuild, failuresOf, manifest, plan, ref, task } from './testing/index.js';

const FAILS = { kind: 'exited', code: 1, wroteMetadata: false } as const;

let build: FakeBuild;

beforeEach(() => {
  build = new FakeBuild();
});

afterEach(() => build.remove());

describe('an optimistic build', () => {
  test('runs all tasks that do not depend on a failed task, and names the tasks it skipped', async () => {
    const tasks = plan(
      task('bad'),
      task('good'),
      task('behind', ['bad']),
      task('far', ['behind', 'good']),
      task('after', ['good']),
    );
    const done = build.run(tasks, { optimistic: true });
    await build.slots.running('bad', 'good');
    build.slots.end('bad', FAILS);
    await build.until('skipped', 2);
    build.slots.end('good');
    await build.slots.running('after');
    build.slots.end('after');
    const skippedTask = (name: string): object => ({ id: `id-${name}`, job: '//t:job', outputs: [name] });
    expect(failuresOf(await done)).toMatchObject([
      {
        reason: 'task-failed',
        task: { outputs: ['bad'] },
        skipped: [
          { task: skippedTask('behind'), waitedFor: 'id-bad' },
          { task: skippedTask('far'), waitedFor: 'id-behind' },
        ],
      },
    ]);
    expect(await build.recorded('good', 'after', 'behind', 'far')).toEqual(['good', 'after']);
    expect(build.events.at(-1)).toMatchObject({ outcome: 'failed', built: 2, failed: 1, skipped: 2, aborted: 0 });
    expect(build.events.filter(({ event }) => event === 'stopping')).toEqual([]);
    const far = build.events.find((event) => event.event === 'skipped' && event.task.id === 'id-far');
    expect(far).toMatchObject({ because: { id: 'id-bad' } });
  });

  test('runs a task that only queries a failed or skipped task, with the partitions that existed before the build', async () => {
    await build.catalog.record([manifest('bad')]);
    const tasks = plan(
      task('bad'),
      task('behind', ['bad']),
      task('reads', [], {}, ['bad', 'behind']),
      task('after', ['reads']),
      task('both', ['behind'], {}, ['reads']),
    );
    const done = build.run(tasks, { optimistic: true });
    await build.slots.running('bad');
    build.slots.end('bad', FAILS);
    await build.slots.running('reads');
    build.slots.end('reads');
    await build.slots.running('after');
    build.slots.end('after');
    expect(failuresOf(await done)).toMatchObject([
      { task: { outputs: ['bad'] }, skipped: [{ task: { outputs: ['behind'] } }, { task: { outputs: ['both'] } }] },
    ]);
    expect(build.events.at(-1)).toMatchObject({ built: 2, failed: 1, skipped: 2, aborted: 0 });
    const { id = '' } = (await build.catalog.current([ref('reads')])).get(ref('reads')) ?? {};
    expect((await build.catalog.manifests([id])).get(id)?.inputs).toMatchObject([
      { ref: 'bad', manifest: 'old-bad' },
      { ref: 'behind', manifest: null },
    ]);
  });

  test('skips a task that depends on two failed tasks once, because of the first failure', async () => {
    const done = build.run(plan(task('a'), task('b'), task('c', ['a', 'b'])), { optimistic: true });
    await build.slots.running('a', 'b');
    build.slots.end('b', FAILS);
    await build.until('skipped');
    build.slots.end('a', FAILS);
    expect(failuresOf(await done)).toMatchObject([
      { task: { id: 'id-a' }, skipped: [] },
      { task: { id: 'id-b' }, skipped: [{ task: { id: 'id-c' } }] },
    ]);
    expect(build.events.filter(({ event }) => event === 'skipped')).toHaveLength(1);
  });
});

test('a build that is not optimistic skips what depends on the failed task and aborts all other tasks that have not started', async () => {
  const done = build.run(
    plan(task('bad'), task('good'), task('behind', ['bad']), task('other', ['good']), task('reads', [], {}, ['bad'])),
  );
  await build.slots.running('bad', 'good');
  build.slots.end('bad', FAILS);
  await build.until('skipped');
  build.slots.end('good');
  await done;
  expect(build.story().slice(8)).toEqual([
    'build stopping',
    'task failed bad',
    'task skipped behind',
    'task finished good',
    'task aborted other',
    'task aborted reads',
    'build finished',
  ]);
});
