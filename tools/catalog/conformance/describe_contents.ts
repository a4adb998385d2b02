import { describe, expect, test } from '@jest/globals';
import type { Catalog } from '../catalog.js';
import { inputOf, manifestOf, ref } from './manifests.js';
import { all, type CatalogPlace, type Subject } from './subject.js';

async function refsOf(c: Catalog, query: Parameters<Catalog['list']>[0] = {}): Promise<string[]> {
  return (await all(c.list(query))).map((listed) => listed.ref);
}

/** The listing, and the history of the refs. */
async function picture(c: Catalog, refs: readonly string[]): Promise<unknown> {
  return { current: await all(c.list()), history: await c.history(refs.map(ref)) };
}

async function importAll(c: Catalog, lines: readonly string[]): Promise<unknown> {
  const summary = await c.importLines(lines);
  return summary.ok ? summary.value : summary.error;
}

const ADDED = { manifestsAdded: 0, forgettingsAdded: 0, known: 0, conflicting: [] };

/** Listing, exporting, importing, verifying, and garbage collection. */
export function describeContents({ place, catalog }: Subject<CatalogPlace>): void {
  describe('listing', () => {
    test('is in byte order across pages', async () => {
      const c = await catalog();
      const many = Array.from({ length: 4_500 }, (_, i) => `many/${String(i).padStart(5, '0')}`);
      // U+FF5A comes before U+1F600, though not in UTF-16.
      const odd = ['A', 'a', 'a b', 'a/1', 'a0', 'b', 'é', '\uff5a', '😀'];
      await c.record([...odd.toReversed(), ...many].map((text, i) => manifestOf(`m${String(i)}`, [text])));

      const listed = await refsOf(c);

      expect(listed).toEqual([...odd, ...many].toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
      expect(await refsOf(c, { after: 'a/1', limit: 3 })).toEqual(['a0', 'b', 'many/00000']);
      expect(await refsOf(c, { limit: 0 })).toEqual([]);
      expect(await refsOf(c, { limit: 2_001 })).toEqual(listed.slice(0, 2_001));
    }, 30_000);

    test('filters refs by a prefix, which is plain text and not a pattern', async () => {
      const c = await catalog();
      await c.record([
        manifestOf('m1', ['a', 'a%', 'a%b', 'a_', 'ab', 'b', 'x\u{10ffff}', 'x\u{10ffff}y', 'y', '\ud7ff1']),
      ]);

      expect(await refsOf(c, { prefix: 'a' })).toEqual(['a', 'a%', 'a%b', 'a_', 'ab']);
      expect(await refsOf(c, { prefix: 'a%' })).toEqual(['a%', 'a%b']);
      expect(await refsOf(c, { prefix: 'a', after: 'a%', limit: 2 })).toEqual(['a%b', 'a_']);
      expect(await refsOf(c, { prefix: 'x\u{10ffff}' })).toEqual(['x\u{10ffff}', 'x\u{10ffff}y']);
      expect(await refsOf(c, { prefix: '\ud7ff' })).toEqual(['\ud7ff1']);
      expect(await refsOf(c, { prefix: 'c' })).toEqual([]);
    });

    test('filters refs by the time at which they were recorded', async () => {
      const { open, elapse } = await place();
      const c = await open();
      await c.record([manifestOf('m1', ['a', 'b'])]);
      await elapse(5);
      await c.record([manifestOf('m2', ['b'])]);
      const [a, b] = await all(c.list());
      if (a === undefined || b === undefined) throw new Error('expected two refs');

      expect(b).toEqual({
        ref: 'b',
        id: 'm2',
        versionKey: 'version of m2',
        contentKey: undefined,
        jobVersion: '1.0.0',
        atMicros: b.atMicros,
      });
      expect(b.atMicros).toBeGreaterThanOrEqual(a.atMicros + 5_000);
      expect(await refsOf(c, { since: b.atMicros / 1000 })).toEqual(['b']);
      expect(await refsOf(c, { until: b.atMicros / 1000 })).toEqual(['a']);
      expect(await refsOf(c, { since: a.atMicros / 1000, until: b.atMicros / 1000 + 1 })).toEqual(['a', 'b']);
    });
  });

  describe('export and import', () => {
    const refs = ['a', 'b', 'c', 'd'];

    async function filled(c: Catalog): Promise<string[]> {
      await c.record([manifestOf('m1', ['a', 'b'], { metadata: { text: 'line\nfeed' } }), manifestOf('m2', ['c'])]);
      await c.forget([ref('a'), ref('c')]);
      await c.record([manifestOf('m3', ['a', 'd'], { inputs: [inputOf('b', 'm1')], origin: 'adopted' })]);
      return all(c.exportLines());
    }

    test('give a catalog with the same contents and history', async () => {
      const [from, to] = [await catalog(), await catalog()];
      const lines = await filled(from);

      expect(lines.every((line) => !line.includes('\n'))).toBe(true);
      expect(await importAll(to, lines)).toEqual({ ...ADDED, manifestsAdded: 3, forgettingsAdded: 2 });
      expect(await picture(to, refs)).toEqual(await picture(from, refs));
      expect((await all(to.exportLines())).toSorted()).toEqual(lines.toSorted());
      expect(await all(to.verify())).toEqual([]);
    });

    test('change nothing if repeated', async () => {
      const [from, to] = [await catalog(), await catalog()];
      const lines = await filled(from);
      const reordered = lines.map((line) => line.replace(/("buildId":"\w+"),("taskId":"\w+")/, '$2,$1'));
      expect(reordered).not.toEqual(lines);
      await importAll(to, reordered);
      const [before, snapshot] = [await picture(to, refs), await to.snapshot()];

      expect(await importAll(to, [...lines, ''])).toEqual({ ...ADDED, known: 5 });
      expect(await picture(to, refs)).toEqual(before);
      expect(await to.snapshot()).toBe(snapshot);
    });

    test('give the same result in any order', async () => {
      const lines = await filled(await catalog());
      const [forth, back] = [await catalog(), await catalog()];
      await importAll(forth, lines);
      for (const line of lines.toReversed()) await importAll(back, [line]);
      expect(await picture(back, refs)).toEqual(await picture(forth, refs));
    });

    test('keep the latest event of each ref if two catalogs are merged', async () => {
      const [older, newer] = [await place(), await place()];
      const [one, other] = [await older.open(), await newer.open()];
      await one.record([manifestOf('old', ['a', 'b', 'c'])]);
      const old = await all(one.exportLines());
      await older.elapse(2);
      await newer.elapse(4);
      await other.record([manifestOf('new', ['a'])]);
      await other.record([manifestOf('gone', ['b'])]);
      await other.forget([ref('b')]);
      const recent = await all(other.exportLines());

      await importAll(one, recent);
      await importAll(other, old);

      for (const c of [one, other]) {
        expect((await all(c.list())).map((listed) => [listed.ref, listed.id])).toEqual([
          ['a', 'new'],
          ['c', 'old'],
        ]);
        expect(await all(c.verify())).toEqual([]);
      }
      // New records are later than everything that was imported.
      await one.record([manifestOf('last', ['a'])]);
      expect((await one.current([ref('a')])).get(ref('a'))?.id).toBe('last');
    });

    test('keep a manifest if the import has the same id with other content, and report the conflict', async () => {
      const c = await catalog();
      await c.record([manifestOf('m1', ['a'])]);
      const [line = ''] = await all(c.exportLines());

      expect(await importAll(c, [line.replace('"attempt":1', '"attempt":2')])).toEqual({
        ...ADDED,
        conflicting: ['m1'],
      });
      expect((await c.manifests(['m1'])).get('m1')?.attempt).toBe(1);
    });

    test('report the line that cannot be imported', async () => {
      const c = await catalog();
      const lines = await filled(await catalog());
      expect(await importAll(c, [...lines, '{"schemaVersion":1'])).toMatchObject({
        ...{ reason: 'import-line-not-json', line: 6, problem: { kind: 'malformed', truncated: true } },
      });
      expect(await importAll(c, ['', '{"schemaVersion":2,"type":"lease"}'])).toEqual({
        ...{ reason: 'import-newer-schema', line: 2, found: 2, known: 1 },
      });
      expect(await importAll(c, ['{"schemaVersion":1,"type":"forgotten","atMicros":1,"ref":""}'])).toMatchObject({
        ...{ reason: 'import-line-invalid', line: 1, at: 'ref' },
      });
      expect(await all(c.list())).toEqual([]);
    });

    test('reject lines with values that later commands could not process or show', async () => {
      const [from, c] = [await catalog(), await catalog()];
      await from.record([manifestOf('m1', ['a'], { host: 'HOST', job: 'JOB', buildId: 'BUILD', taskId: 'TASK' })]);
      const [line = ''] = await all(from.exportLines());
      const failureOf = (text: string): Promise<unknown> => importAll(c, [text]);

      expect(
        await failureOf('{"schemaVersion":1,"type":"forgotten","atMicros":9007199254740990,"ref":"a"}'),
      ).toMatchObject({ reason: 'import-line-invalid', at: 'atMicros' });
      for (const [text, put, at] of [
        ['"id":"m1"', '"id":""', 'id'],
        ['TASK', '../../../etc', 'taskId'],
        ['BUILD', '..', 'buildId'],
        ['BUILD', 'b\\u001b[2J', 'buildId'],
        ['HOST', 'h\\u009b2J', 'host'],
        ['JOB', 'j\\u202e', 'job'],
      ] as const) {
        expect(line).toContain(text);
        expect(await failureOf(line.replace(text, put))).toMatchObject({
          ...{ reason: 'import-line-invalid', line: 1, at: `manifest.${at}` },
        });
      }
      const deep = `"metadata":{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
      for (const [metadata, kind] of [
        [deep, 'too-deep'],
        ['"metadata":{"a":1e400}', 'number-not-kept'],
        ['"metadata":{"a":1,"a":2}', 'name-twice'],
      ] as const) {
        expect(await failureOf(line.replace('"metadata":{}', metadata))).toMatchObject({
          ...{ reason: 'import-line-not-json', problem: { kind } },
        });
      }
      expect(await all(c.exportLines())).toEqual([]);
      expect(await importAll(c, [line])).toEqual({ ...ADDED, manifestsAdded: 1 });
    });

    test('fill in the defaults that a config of another writer leaves out', async () => {
      const [from, c] = [await catalog(), await catalog()];
      await from.record([manifestOf('m1', ['a'])]);
      const [line = ''] = await all(from.exportLines());
      const bare = line.replace('"args":[],', '').replace('"env":{},', '');
      expect(bare.length).toBeLessThan(line.length);
      expect(await importAll(c, [bare])).toEqual({ ...ADDED, manifestsAdded: 1 });
      expect((await c.manifests(['m1'])).get('m1')).toEqual((await from.manifests(['m1'])).get('m1'));
    });
  });

  describe('garbage collection', () => {
    test('keeps current manifests, the newest of each ref, and the direct inputs of these', async () => {
      const c = await catalog();
      await c.record([manifestOf('raw1', ['raw'])]);
      await c.record([manifestOf('raw2', ['raw'])]);
      await c.record([manifestOf('mid1', ['mid'], { inputs: [inputOf('raw', 'raw2')] })]);
      await c.record([manifestOf('raw3', ['raw'])]);
      await c.record([manifestOf('raw4', ['raw'])]);
      await c.record([manifestOf('mid2', ['mid'], { inputs: [inputOf('raw', 'raw3')] })]);
      await c.record([manifestOf('gone1', ['gone'])]);
      await c.forget([ref('gone')]);
      await c.acquire({ keys: ['free'], owner: 'me', ttlMs: -1 });

      expect(await c.gc({ keepLast: 2 })).toEqual({ manifestsDropped: 1, manifestsKept: 6 });
      expect(await c.gc({ keepLast: 1 })).toEqual({ manifestsDropped: 2, manifestsKept: 4 });
      const left = await c.manifests(['raw1', 'raw2', 'raw3', 'raw4', 'mid1', 'mid2', 'gone1']);
      expect([...left.keys()].toSorted()).toEqual(['gone1', 'mid2', 'raw3', 'raw4']);
      expect(await c.gc({ keepLast: 0 })).toEqual({ manifestsDropped: 1, manifestsKept: 3 });

      const history = await c.history(['raw', 'mid', 'gone'].map(ref));
      expect([...history].map(([key, entries]) => `${key}:${String(entries.length)}`).toSorted()).toEqual([
        ...['gone:1', 'mid:1', 'raw:2'],
      ]);
      expect((await c.current(['raw', 'mid'].map(ref))).size).toBe(2);
      expect(await all(c.verify())).toEqual([]);
    });
  });

  test('verification finds no problem in an intact catalog', async () => {
    const c = await catalog();
    await c.record(Array.from({ length: 2_500 }, (_, i) => manifestOf(`m${String(i)}`, [`a/${String(i)}`, 'shared'])));
    await c.forget([ref('a/7')]);
    expect(await all(c.verify())).toEqual([]);
  }, 30_000);
}
