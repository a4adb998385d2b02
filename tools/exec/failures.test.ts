import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CatalogError, type Catalog } from '../catalog/index.js';
import { DONE, FakeBuild, failuresOf, plan, task } from './testing/index.js';

let build: FakeBuild;

beforeEach(() => {
  build = new FakeBuild();
});

afterEach(() => build.remove());

describe('a build with a failed task', () => {
  test('starts nothing new, and records the running tasks when they finish', async () => {
    const done = build.run(plan(task('bad'), task('good'), task('next'), task('after', ['bad'])));
    await build.slots.running('bad', 'good');
    await writeFile(join(build.dir, 'builds/uid-0/logs/id-bad.log'), 'first\nwhat went wrong\n');
    build.slots.end('bad', { kind: 'exited', code: 3, wroteMetadata: false });
    await new Promise(setImmediate);
    build.slots.end('good');
    const failures = failuresOf(await done);
    expect(failures).toEqual([
      {
        reason: 'task-failed',
        task: { id: 'id-bad', job: '//t:job', outputs: ['bad'] },
        attempt: 1,
        problem: { reason: 'exit-non-zero', code: 3 },
        log: join(build.dir, 'builds/uid-0/logs/id-bad.log'),
        logTail: 'first\nwhat went wrong\n',
        skipped: [{ task: { id: 'id-after', job: '//t:job', outputs: ['after'] }, waitedFor: 'id-bad' }],
      },
    ]);
    expect(build.slots.started).toEqual(['bad', 'good']);
    expect(await build.recorded('bad', 'good', 'next', 'after')).toEqual(['good']);
    expect(build.events.at(-1)).toMatchObject({ outcome: 'failed', built: 1, failed: 1, skipped: 1, aborted: 1 });
  });

  test('reports all failures in the order of the plan', async () => {
    const done = build.run(plan(task('a'), task('b')));
    await build.slots.running('a', 'b');
    build.slots.end('b', { kind: 'killed', signal: 'SIGSEGV' });
    build.slots.end('a', { kind: 'exited', code: 1, wroteMetadata: false });
    expect(failuresOf(await done)).toMatchObject([
      { task: { id: 'id-a' }, problem: { reason: 'exit-non-zero', code: 1 } },
      { task: { id: 'id-b' }, problem: { reason: 'killed', signal: 'SIGSEGV' } },
    ]);
  });

  test.each(['[1]', '3', 'null', '{"a":', '', 'x'])(
    'a task fails when its metadata is not a JSON object: %s',
    async (text) => {
      const done = build.run(plan(task('a')));
      await build.slots.running('a');
      await writeFile(build.slots.launches[0]?.metadataFile ?? '', text);
      build.slots.end('a', { ...DONE, wroteMetadata: true });
      expect(failuresOf(await done)).toMatchObject([
        {
          reason: 'task-failed',
          problem: { reason: 'metadata-malformed', path: build.slots.launches[0]?.metadataFile },
        },
      ]);
      expect(await build.recorded('a')).toEqual([]);
    },
  );

  test.each([
    [
      '{"rows": 9007199254740993}',
      'it cannot be kept as it is: at rows, line 1, column 10, the number 9007199254740993',
    ],
    ['{"a": [1e400]}', 'at a[0], line 1, column 8, the number 1e400 would change'],
    [Buffer.from('{"a": "\xff"}', 'latin1'), 'it is not UTF-8 text: {"a": "\ufffd"}'],
    ['{"a": "\\ud800"}', 'at a, line 1, column 8, the string has \\ud800'],
    ['{"a": 1, "a": 2}', 'at a, line 1, column 10, the name "a" is in its object twice'],
    [`{"a": ${'['.repeat(1600)}${']'.repeat(1600)}}`, 'arrays and objects are nested more than 100 deep'],
    [`{"a": ${'['.repeat(200_000)}`, 'arrays and objects are nested more than 100 deep'],
  ])('a task fails when its metadata cannot be stored without change: %.40s', async (text, detail) => {
    const done = build.run(plan(task('a')));
    await build.slots.running('a');
    await writeFile(build.slots.launches[0]?.metadataFile ?? '', text);
    build.slots.end('a', { ...DONE, wroteMetadata: true });
    const problem = { reason: 'metadata-malformed', detail: expect.stringContaining(detail) as unknown };
    expect(failuresOf(await done)).toMatchObject([{ reason: 'task-failed', problem }]);
    expect(await build.recorded('a')).toEqual([]);
  });

  test('a task fails when its log cannot be opened or its program cannot be started', async () => {
    const done = build.run(plan(task('a'), task('b')));
    await build.slots.running('a', 'b');
    build.slots.end('a', { kind: 'log-not-opened', detail: 'disk full' });
    build.slots.end('b', { kind: 'start-failed', code: 'ENOENT' });
    expect(failuresOf(await done)).toMatchObject([
      { problem: { reason: 'log-not-opened', detail: 'disk full' } },
      { problem: { reason: 'start-failed', program: '/bin/sh', code: 'ENOENT' } },
    ]);
  });

  test('an argument or variable that is too long for the kernel is reported by name, and the task does not start', async () => {
    const tasks = plan(
      task('a', [], { args: ['ok', 'x'.repeat(200_000)] }),
      task('b', [], { env: { BIG: 'x'.repeat(200_000) } }),
    );
    expect(failuresOf(await build.run(tasks))).toMatchObject([
      { problem: { reason: 'string-too-long', where: 'args[1]', bytes: 200_000 } },
      { problem: { reason: 'string-too-long', where: 'env.BIG', bytes: 200_004 } },
    ]);
    expect(build.slots.started).toEqual([]);
  });

  test('a build stops and reports the cause when the catalog cannot record a manifest', async () => {
    const failure = { reason: 'catalog-disk-full', path: '/c' } as const;
    const broken: Catalog = { ...build.catalog, record: () => Promise.reject(new CatalogError(failure, undefined)) };
    const done = build.run(plan(task('a'), task('b', ['a'])), { catalog: broken });
    await build.slots.running('a');
    build.slots.end('a');
    expect(failuresOf(await done)).toEqual([{ reason: 'catalog-failed', failure }]);
    expect(build.slots.started).toEqual(['a']);
    expect(build.events.at(-1)).toMatchObject({ outcome: 'failed', built: 0, skipped: 0, aborted: 2 });
  });

  test('an exception that the catalog throws ends the build with that exception', async () => {
    const broken: Catalog = { ...build.catalog, record: () => Promise.reject(new TypeError('bug')) };
    const done = build.run(plan(task('a')), { catalog: broken });
    await build.slots.running('a');
    build.slots.end('a');
    await expect(done).rejects.toThrow('bug');
  });
});
