import { describe, expect, test } from '@jest/globals';
import { inputOf, manifestOf, ref } from './manifests.js';
import type { Catalog } from '../catalog.js';
import type { CatalogPlace, Subject } from './subject.js';

/** Recording manifests and finding them again. */
export function describeManifests({ place, catalog }: Subject<CatalogPlace>): void {
  describe('manifests', () => {
    test('are current for all of their outputs once recorded', async () => {
      const c = await catalog();
      expect(
        await c.record([
          manifestOf('m1', ['a/1', 'a/2'], { contentKey: 'content' }),
          manifestOf('m2', ['b'], { jobVersion: '1.2.0' }),
        ]),
      ).toEqual({
        stale: [],
      });

      const current = await c.current(['a/1', 'b', 'nobody', 'a/2'].map(ref));

      const m1 = { id: 'm1', versionKey: 'version of m1', contentKey: 'content', jobVersion: '1.0.0' };
      const m2 = { id: 'm2', versionKey: 'version of m2', contentKey: undefined, jobVersion: '1.2.0' };
      expect(current).toEqual(
        new Map<string, unknown>([
          [ref('a/1'), m1],
          [ref('a/2'), m1],
          [ref('b'), m2],
        ]),
      );
    });

    test('are read back as they were recorded, whatever text they contain', async () => {
      const c = await catalog();
      const odd = 'quote\'s "and" \\ {braces}, ünï😀\u0000\ud800 \u2028';
      const manifest = manifestOf('id with "odd\\ {text}', ['ref with \'quotes\' "and" \\, {😀}'], {
        inputs: [inputOf('in "put\\', 'other "id\\ {,}')],
        metadata: { odd, nested: [{ rows: 1e21, none: null }] },
      });
      await c.record([manifest]);

      expect(await c.manifests([manifest.id, 'unknown'])).toEqual(new Map([[manifest.id, manifest]]));
      expect([...(await c.current(manifest.outputs)).keys()]).toEqual(manifest.outputs);
    });

    test('are read for what they say of their data alone, wherever else its names stand', async () => {
      const c = await catalog();
      const digests = { [ref('a')]: 'one', [ref('b "digests":{},"metadata":')]: 'two' };
      const input = { ...inputOf('x', 'm0'), digest: 'of x' };
      const said = [
        manifestOf('none', ['c'], { inputs: [input] }),
        manifestOf('digests', Object.keys(digests), { digests }),
        manifestOf('kept', ['d'], { origin: 'unchanged', unchangedSince: 'm0', digests: { [ref('d')]: 'three' } }),
        manifestOf('kept without', ['e'], { origin: 'unchanged', unchangedSince: 'm1' }),
        manifestOf('input kept', ['f'], { inputs: [{ ...input, unchangedSince: 'm2' }] }),
        manifestOf('metadata', ['g'], { metadata: { digests: { g: 'four' }, metadata: {}, unchangedSince: 'm3' } }),
        manifestOf('both', ['h'], {
          digests: { [ref('h')]: 'five' },
          metadata: { digests: { h: 'six' }, metadata: {} },
        }),
        manifestOf('env', ['i'], { config: { ...manifestOf('', ['i']).config, env: { digests: 'x', metadata: 'y' } } }),
      ];
      // A build writes the metadata last.
      const written = said.map(({ metadata, ...rest }) => ({ ...rest, metadata }));
      for (const manifests of [written, said.map((each) => ({ ...each, id: `other ${each.id}` }))]) {
        await c.record(manifests);
        expect(await c.data([...manifests.map(({ id }) => id), 'unknown'])).toEqual(
          new Map(manifests.map(({ id, digests, unchangedSince }) => [id, { id, digests, unchangedSince }])),
        );
      }
    });

    test('replace earlier ones of the same ref, also within a batch', async () => {
      const c = await catalog();
      await c.record([manifestOf('m1', ['a', 'b'])]);
      await c.record([manifestOf('m2', ['b', 'c']), manifestOf('m3', ['c'])]);

      const current = await c.current(['a', 'b', 'c'].map(ref));

      expect([...current].map(([key, { id }]) => `${key}=${id}`).toSorted()).toEqual(['a=m1', 'b=m2', 'c=m3']);
    });

    test('do not change if they are recorded again', async () => {
      const c = await catalog();
      await c.record([manifestOf('m1', ['a'])]);
      await c.record([manifestOf('m2', ['a'])]);
      await c.record([manifestOf('m1', ['a']), manifestOf('m3', ['b']), manifestOf('m3', ['b'])]);

      expect((await c.current([ref('a')])).get(ref('a'))?.id).toBe('m2');
      expect((await c.history([ref('a'), ref('b')])).get(ref('a'))).toHaveLength(2);
      expect((await c.history([ref('b')])).get(ref('b'))).toHaveLength(1);
    });

    test('are visible through every other connection to the catalog', async () => {
      const { open } = await place();
      const [one, other] = [await open(), await open()];
      const before = await other.snapshot();
      await one.record([manifestOf('m1', ['a'])]);

      expect((await other.current([ref('a')])).size).toBe(1);
      expect(await other.snapshot()).not.toBe(before);
      expect(await other.snapshot()).toBe(await one.snapshot());
    });

    test('may be requested and recorded in empty batches', async () => {
      const c = await catalog();
      const before = await c.snapshot();

      expect(await c.record([])).toEqual({ stale: [] });
      expect(await c.current([])).toEqual(new Map());
      expect(await c.manifests([])).toEqual(new Map());
      expect(await c.history([])).toEqual(new Map());
      expect(await c.forget([])).toEqual([]);
      expect(await c.acquire({ keys: [], owner: 'me', ttlMs: 1000 })).toEqual(new Map());
      expect(await c.heartbeat(new Map(), 1000)).toEqual([]);
      await c.release(new Map());
      expect(await c.snapshot()).toBe(before);
    });

    test('are found among 100,000 refs in one query', async () => {
      const c = await catalog();
      const refs = Array.from({ length: 100_000 }, (_, i) => ref(`many/partition=${String(i).padStart(6, '0')}`));
      const batch = refs.filter((_, i) => i % 50 === 0).map((output, i) => manifestOf(`m${String(i)}`, [output]));
      await c.record(batch);

      const ids = Array.from(await c.current(refs), ([found, { id }]) => [found, id] as const);
      expect(new Map(ids)).toEqual(new Map(batch.map(({ id, outputs: [output] }) => [output, id])));
    }, 60_000);
  });

  describe('inputs', () => {
    const sorted = async (c: Catalog, texts: readonly string[], limit = 100): Promise<string[]> =>
      (await c.inputs(texts.map(ref), limit)).toSorted();

    test('are the materialize inputs in the current manifests of the refs, each once', async () => {
      const c = await catalog();
      const query = { ...inputOf('q', 'm0'), depType: 'query' as const };
      await c.record([manifestOf('m1', ['a', 'b'], { inputs: [inputOf('old', 'm0')] })]);
      await c.record([manifestOf('m2', ['a', 'c'], { inputs: [inputOf('x', 'm0'), query, inputOf('y "ü', 'm0')] })]);
      await c.record([manifestOf('m3', ['d'], { inputs: [inputOf('x', 'm0'), inputOf('a', 'm2')] })]);
      await c.record([manifestOf('m4', ['gone'], { inputs: [inputOf('z', 'm0')] })]);
      await c.forget([ref('gone')]);

      expect(await sorted(c, ['a'])).toEqual(['x', 'y "ü']);
      expect(await sorted(c, ['a', 'd', 'c', 'gone', 'unknown', 'a'])).toEqual(['a', 'x', 'y "ü']);
      expect(await sorted(c, ['b'])).toEqual(['old']);
      expect(await sorted(c, ['gone', 'unknown'])).toEqual([]);
      expect(await sorted(c, [])).toEqual([]);
    });

    test('are at most as many as requested', async () => {
      const c = await catalog();
      const inputs = Array.from({ length: 10 }, (_, i) => inputOf(`x/${String(i)}`, 'm0'));
      await c.record([manifestOf('m1', ['a'], { inputs }), manifestOf('m2', ['b'], { inputs: [inputOf('y', 'm0')] })]);

      expect(await sorted(c, ['a', 'b'], 11)).toHaveLength(11);
      expect(new Set(await sorted(c, ['a', 'b'], 7)).size).toBe(7);
    });

    test('are found beside metadata of any text, and left out of manifests with more than 1 MiB', async () => {
      const c = await catalog();
      const odd = '\\ "inputs" \u0000\ud800 \u2028';
      const large = 'x'.repeat(1024 * 1024);
      await c.record([
        manifestOf('m1', ['a'], { inputs: [inputOf('x', 'm0')], metadata: { [odd]: odd } }),
        manifestOf('m2', ['b'], { inputs: [inputOf('y', 'm0')], metadata: { large } }),
      ]);

      expect(await sorted(c, ['a', 'b'])).toEqual(['x']);
    });
  });

  describe('history', () => {
    test('lists what was recorded and forgotten, newest first', async () => {
      const c = await catalog();
      await c.record([manifestOf('m1', ['a', 'b'])]);
      await c.record([manifestOf('m2', ['a'])]);
      const before = await c.snapshot();
      expect(await c.forget([ref('nobody'), ref('a'), ref('a')])).toEqual([ref('a')]);

      expect(await c.snapshot()).not.toBe(before);
      expect(await c.current([ref('a'), ref('b')])).toEqual(
        new Map([[ref('b'), { id: 'm1', versionKey: 'version of m1', contentKey: undefined, jobVersion: '1.0.0' }]]),
      );
      await c.record([manifestOf('m3', ['a'])]);

      const history = await c.history([ref('a'), ref('b'), ref('nobody')]);
      expect([...history.keys()].toSorted()).toEqual(['a', 'b']);
      const entries = history.get(ref('a')) ?? [];
      expect(entries.map((entry) => (entry.kind === 'recorded' ? entry.manifest.id : entry.kind))).toEqual([
        ...['m3', 'forgotten', 'm2', 'm1'],
      ]);
      const times = entries.map(({ atMicros }) => atMicros);
      expect(times).toEqual([...new Set(times)].toSorted((a, b) => b - a));
    });

    test('gets no entry if a ref is forgotten that does not exist', async () => {
      const c = await catalog();
      await c.record([manifestOf('m1', ['a'])]);
      await c.forget([ref('a')]);
      const before = await c.snapshot();

      expect(await c.forget([ref('a')])).toEqual([]);
      expect(await c.snapshot()).toBe(before);
      expect((await c.history([ref('a')])).get(ref('a'))).toHaveLength(2);
    });
  });
}
