import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Catalog } from '../catalog/index.js';
import { FakeBuild, plan, POLICY, task } from './testing/index.js';

let build: FakeBuild;

beforeEach(() => {
  build = new FakeBuild();
});

afterEach(() => build.remove());

describe('execution', () => {
  test('starts a task only after everything it depends on is recorded', async () => {
    let release: () => void = () => undefined;
    const recordable = new Promise<void>((resolve) => (release = resolve));
    const slow: Catalog = {
      ...build.catalog,
      record: async (batch) => {
        await recordable;
        return build.catalog.record(batch);
      },
    };
    const done = build.run(plan(task('a'), task('b', ['a'])), { catalog: slow });
    await build.slots.running('a');
    build.slots.end('a');
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    expect(build.slots.started).toEqual(['a']);
    release();
    await build.slots.running('b');
    build.slots.end('b');
    expect(await done).toMatchObject({ ok: true, value: { built: 2 } });
  });

  test('starts the next task before it records the one that succeeded', async () => {
    const started: string[] = [];
    const newId = (): string => `uid-${String(started.push(build.slots.started.join()))}`;
    const done = build.run(plan(task('a'), task('b'), task('c')), { newId });
    await build.slots.running('a', 'b');
    // The next task is claimed ahead.
    await new Promise(setImmediate);
    build.slots.end('a');
    await build.slots.running('b', 'c');
    build.slots.end('b');
    build.slots.end('c');
    expect(await done).toMatchObject({ ok: true });
    // The id of the build, then those of the manifests.
    expect(started).toEqual(['', 'a,b,c', 'a,b,c', 'a,b,c']);
  });

  test('runs as many tasks at the same time as there are slots, and starts the next one when one ends', async () => {
    const done = build.run(plan(task('a'), task('b'), task('c')));
    await build.slots.running('a', 'b');
    build.slots.end('b');
    await build.slots.running('a', 'c');
    build.slots.end('a');
    build.slots.end('c');
    expect((await done).ok).toBe(true);
    expect(build.slots.started).toEqual(['a', 'b', 'c']);
  });

  test('starts the last task of a diamond after both sides have finished', async () => {
    const done = build.run(
      plan(task('top'), task('left', ['top']), task('right', ['top']), task('join', ['left', 'right'])),
    );
    await build.slots.running('top');
    build.slots.end('top');
    await build.slots.running('left', 'right');
    build.slots.end('right');
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    await build.slots.running('left');
    build.slots.end('left');
    await build.slots.running('join');
    build.slots.end('join');
    expect((await done).ok).toBe(true);
  });

  test('starts the longest chain first', async () => {
    const done = build.run(plan(task('a'), task('b'), task('c'), task('d', ['c'])));
    await build.slots.running('a', 'c');
    expect(build.slots.started).toEqual(['c', 'a']);
    build.slots.end('a');
    build.slots.end('c');
    await build.slots.running('b', 'd');
    build.slots.end('b');
    build.slots.end('d');
    expect((await done).ok).toBe(true);
  });

  test('never exceeds a resource, and starts the next task when enough of it is free again', async () => {
    const jobs = new Map([['//t:job', { ...POLICY, resources: { gpu: 2 } }]]);
    const done = build.run(plan(task('a'), task('b')), { jobs, resources: new Map([['gpu', 3]]) });
    await build.slots.running('a');
    build.slots.end('a');
    await build.slots.running('b');
    build.slots.end('b');
    expect((await done).ok).toBe(true);
  });

  test('finishes at once when there is nothing to do, and creates no files', async () => {
    expect(await build.run([])).toMatchObject({ ok: true, value: { built: 0 } });
    expect(build.story()).toEqual(['build started', 'build finished']);
    await expect(readFile(join(build.dir, 'builds'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('records tasks that end together in one transaction', async () => {
    const batches: number[] = [];
    const counting: Catalog = {
      ...build.catalog,
      record: (batch) => {
        batches.push(batch.length);
        return build.catalog.record(batch);
      },
    };
    const done = build.run(plan(task('a'), task('b')), { catalog: counting });
    await build.slots.running('a', 'b');
    build.slots.end('a');
    build.slots.end('b');
    await done;
    expect(batches).toEqual([2]);
  });
});
