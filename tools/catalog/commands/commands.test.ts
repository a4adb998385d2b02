import { describe, expect, test } from '@jest/globals';
import type { Task } from '../../base/model/index.js';
import { manifestOf, ref } from '../conformance/manifests.js';
import { fakeTask } from '../../dev/testing/index.js';
import { all } from '../conformance/subject.js';
import { adopt, forget, history, ls, memoryCatalog, show, type Catalog } from '../index.js';

const NOW = Date.parse('2024-03-01T12:00:00.000Z');

async function filled(): Promise<Catalog> {
  let time = NOW;
  const catalog = memoryCatalog({ now: () => time++ });
  await catalog.record([manifestOf('m1', ['a', 'b'])]);
  await catalog.record([manifestOf('m2', ['a'], { origin: 'adopted', contentKey: 'content' })]);
  return catalog;
}

describe('ls', () => {
  test('prints refs only, refs with time and manifest, or JSON', async () => {
    const c = await filled();
    expect(await all(ls(c, {}, 'refs'))).toEqual(['a', 'b']);
    expect(await all(ls(c, { prefix: 'a' }, 'long'))).toEqual(['2024-03-01T12:00:00.001Z  m2  a']);
    const [line = ''] = await all(ls(c, {}, 'json'));
    expect(JSON.parse(line)).toEqual({
      schemaVersion: 1,
      ref: 'a',
      manifest: 'm2',
      versionKey: 'version of m2',
      contentKey: 'content',
      recorded: '2024-03-01T12:00:00.001Z',
    });
  });
});

describe('show', () => {
  test('returns each manifest once, in the order of the refs', async () => {
    const c = await filled();
    const shown = await show(c, ['b', 'a', 'b'].map(ref));
    expect(shown.ok && shown.value.map(({ id }) => id)).toEqual(['m1', 'm2']);
  });

  test('names every ref that is not in the catalog', async () => {
    const shown = await show(await filled(), ['x', 'a', 'y', 'x'].map(ref));
    expect(shown).toEqual({ ok: false, error: { reason: 'not-in-catalog', refs: ['x', 'y'] } });
  });
});

describe('history', () => {
  test('lists the events of each ref, newest first', async () => {
    const c = await filled();
    expect(await forget(c, ['a', 'x', 'a'].map(ref))).toEqual({ forgotten: ['a'], unknown: ['x'] });

    expect(await history(c, ['b', 'a'].map(ref), 'text')).toEqual({
      ok: true,
      value: [
        '2024-03-01T12:00:00.000Z  built      b  m1  //jobs:j 1.0.0  build build',
        '2024-03-01T12:00:00.002Z  forgotten  a',
        '2024-03-01T12:00:00.001Z  adopted    a  m2  //jobs:j 1.0.0  build build',
        '2024-03-01T12:00:00.000Z  built      a  m1  //jobs:j 1.0.0  build build',
      ],
    });
    const json = await history(c, [ref('a')], 'json');
    expect(json.ok && json.value.map((line) => JSON.parse(line) as unknown).slice(0, 2)).toEqual([
      { schemaVersion: 1, ref: 'a', kind: 'forgotten', at: '2024-03-01T12:00:00.002Z' },
      {
        schemaVersion: 1,
        ref: 'a',
        kind: 'recorded',
        at: '2024-03-01T12:00:00.001Z',
        manifest: manifestOf('m2', ['a'], { origin: 'adopted', contentKey: 'content' }),
      },
    ]);
    expect(await history(c, [ref('x')], 'json')).toEqual({
      ok: false,
      error: { reason: 'not-in-catalog', refs: ['x'] },
    });
  });
});

describe('adopt', () => {
  const task = (output: string, inputs: readonly string[]): Task =>
    fakeTask({
      outputs: [output],
      inputs,
      job: '//jobs:j',
      jobVersion: '2.1.0',
      versionKey: `key of ${output}`,
      contentKey: `content of ${output}`,
    });

  test('records tasks as if they had just run, with the current manifests of their inputs', async () => {
    const catalog = await filled();
    let count = 0;
    const jobs = { '//jobs:j': { version: '2.1.0', configure: 'c'.repeat(64), run: 'd'.repeat(64) } };
    const deps = { catalog, nextId: () => `new${String(++count)}`, now: () => NOW, host: 'here', buildId: 'b', jobs };
    const manifests = await adopt([task('a', []), task('c', ['a', 'b', 'x'])], { ...deps, origin: 'blessed' });

    expect(manifests[1]).toEqual({
      ...manifestOf('new2', ['c'], { origin: 'blessed', jobVersion: '2.1.0', buildId: 'b', host: 'here' }),
      config: task('c', ['a', 'b', 'x']).config,
      taskId: task('c', []).id,
      inputs: [
        { depType: 'materialize', ref: 'a', manifest: 'new1', versionKey: 'key of a' },
        { depType: 'materialize', ref: 'b', manifest: 'm1', versionKey: 'version of m1' },
        { depType: 'materialize', ref: 'x', manifest: null, versionKey: null },
      ],
      startTime: '2024-03-01T12:00:00.000Z',
      endTime: '2024-03-01T12:00:00.000Z',
      versionKey: 'key of c',
      contentKey: 'content of c',
      codeDigest: 'd'.repeat(64),
    });
    expect(await all(ls(catalog, {}, 'refs'))).toEqual(['a', 'b', 'c']);
    expect((await catalog.manifests(['new1', 'new2'])).size).toBe(2);
  });
});
