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

describe('before anything runs, a build checks', () => {
  test('that all given inputs are still in the catalog, and names all that are missing', async () => {
    await build.catalog.record([manifest('here')]);
    const tasks = plan(task('a', ['here', 'gone/1']), task('b', ['gone/2', 'a']));
    expect(failuresOf(await build.run(tasks))).toEqual([
      { reason: 'input-missing', ref: 'gone/1', neededBy: { id: 'id-a', job: '//t:job', outputs: ['a'] } },
      { reason: 'input-missing', ref: 'gone/2', neededBy: { id: 'id-b', job: '//t:job', outputs: ['b'] } },
    ]);
    expect(build.slots.started).toEqual([]);
    expect(build.events).toEqual([]);
  });

  test('all given inputs with one query', async () => {
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

  test('the data of 25,000 given inputs with four queries, and reads no manifest', async () => {
    const names = Array.from({ length: 25_000 }, (_, index) => `in/${String(index)}`);
    await build.catalog.record(names.map(manifest));
    const queries: string[] = [];
    const counting: Catalog = {
      ...build.catalog,
      current: (refs) => {
        queries.push(`current ${String(refs.length)}`);
        return build.catalog.current(refs);
      },
      data: (ids) => {
        queries.push(`data ${String(ids.length)}`);
        return build.catalog.data(ids);
      },
      manifests: (ids) => {
        queries.push(`manifests ${String(ids.length)}`);
        return build.catalog.manifests(ids);
      },
    };
    const running = build.run(plan(task('a', names.slice(0, 24_000)), task('b', names.slice(1_000))), {
      catalog: counting,
    });
    await build.slots.running('a', 'b');
    // What follows is about the two tasks, which might be built already.
    expect(queries.slice(0, 4)).toEqual(['current 25000', 'data 10000', 'data 10000', 'data 5000']);
    expect(queries.slice(4).filter((query) => !query.endsWith(' 2') && !query.endsWith(' 0'))).toEqual([]);
    for (const name of ['a', 'b']) build.slots.end(name);
    await running;
  });

  test('that every program exists and is executable', async () => {
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

  test('that the graph has every job of the plan, and that no job needs more of a resource than there is', async () => {
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

  test('that the directory of the logs can be created', async () => {
    await writeFile(join(build.dir, 'builds'), 'a file');
    expect(failuresOf(await build.run(plan(task('a'))))).toMatchObject([
      { reason: 'directory-unusable', code: 'ENOTDIR' },
    ]);
  });
});
