import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Catalog } from '../catalog/index.js';
import { FakeBuild, failuresOf, manifest, plan, POLICY, task } from './testing/index.js';

let build: FakeBuild;

beforeEach(() => {
  build = new FakeBuild();
});

afterEach(() => build.remove());

describe('before anything runs', () => {
  test('inputs that the plan takes as given must still be there; all that are not are named', async () => {
    await build.catalog.record([manifest('here')]);
    const tasks = plan(task('a', ['here', 'gone/1']), task('b', ['gone/2', 'a']));
    expect(failuresOf(await build.run(tasks))).toEqual([
      { reason: 'input-missing', ref: 'gone/1', neededBy: { id: 'id-a', job: '//t:job', outputs: ['a'] } },
      { reason: 'input-missing', ref: 'gone/2', neededBy: { id: 'id-b', job: '//t:job', outputs: ['b'] } },
    ]);
    expect(build.slots.started).toEqual([]);
    expect(build.events).toEqual([]);
  });

  test('one query asks for all given inputs', async () => {
    const queries: string[][] = [];
    const counting: Catalog = {
      ...build.catalog,
      current: (refs) => {
        queries.push([...refs]);
        return build.catalog.current(refs);
      },
    };
    await build.run(plan(task('a', ['x', 'y']), task('b', ['a', 'x'])), { catalog: counting });
    expect(queries).toEqual([['x', 'y']]);
  });

  test('every program must be there and executable', async () => {
    await writeFile(join(build.dir, 'plain'), '');
    await chmod(join(build.dir, 'plain'), 0o644);
    const tasks = plan(
      task('a', [], { executable: '_main/none' }),
      task('b', [], { executable: join(build.dir, 'plain') }),
      task('c', [], { executable: build.dir }),
    );
    expect(failuresOf(await build.run(tasks))).toEqual([
      { reason: 'executable-unusable', job: '//t:job', path: join(build.dir, '_main/none'), code: 'ENOENT' },
      { reason: 'executable-unusable', job: '//t:job', path: join(build.dir, 'plain'), code: 'EACCES' },
      { reason: 'executable-unusable', job: '//t:job', path: build.dir, code: 'EISDIR' },
    ]);
  });

  test('every job of the plan must be one of the graph, and there must be enough of what it takes', async () => {
    const [a, b] = plan(task('a'), task('b'));
    if (a === undefined || b === undefined) throw new Error('no tasks');
    const jobs = new Map([['//t:job', { ...POLICY, resources: { memory_mb: 4096 } }]]);
    const resources = new Map([['memory_mb', 1024]]);
    expect(failuresOf(await build.run([{ ...a, job: '//t:gone' }, b], { jobs, resources }))).toEqual([
      { reason: 'job-unknown', job: '//t:gone' },
      { reason: 'resource-short', job: '//t:job', resource: 'memory_mb', needed: 4096, available: 1024 },
    ]);
    expect(build.events).toEqual([]);
  });

  test('a place for the logs must be there', async () => {
    await writeFile(join(build.dir, 'builds'), 'a file');
    expect(failuresOf(await build.run(plan(task('a'))))).toMatchObject([
      { reason: 'directory-unusable', code: 'ENOTDIR' },
    ]);
  });
});
