import { describe, expect, test } from '@jest/globals';
import type { Catalog } from '../catalog.js';
import type { Change } from '../changes.js';
import { manifestOf, ref } from './manifests.js';
import { all, type CatalogPlace, type Subject } from './subject.js';

/** Reads the feed from a place to its end, a few changes at a time. */
export async function follow(c: Pick<Catalog, 'changes'>, after = 0, limit = 2): Promise<[Change[], number]> {
  const found: Change[] = [];
  for (let next = after; ;) {
    const page = await c.changes(next, limit);
    if (!page.ok) throw new Error(JSON.stringify(page.error));
    found.push(...page.value.changes);
    next = page.value.next;
    if (next === page.value.newest) return [found, next];
  }
}

/** A change as `ref=id`, or `ref` alone if it was forgotten. */
function brief(change: Change): string {
  return change.kind === 'recorded' ? `${change.ref}=${change.id}` : change.ref;
}

/** The feed of what happened, which readers follow. */
export function describeChanges({ place, catalog }: Subject<CatalogPlace>): void {
  describe('changes', () => {
    test('are what was recorded and forgotten, in order and with the times of the history', async () => {
      const c = await catalog();
      expect(await c.changes(0, 10)).toEqual({ ok: true, value: { changes: [], next: 0, newest: 0 } });
      await c.record([manifestOf('m1', ['b', 'a']), manifestOf('m2', ['a'])]);
      await c.forget([ref('nobody'), ref('a')]);
      await c.record([]);
      await c.record([manifestOf('m3', ['c'])]);

      const [changes] = await follow(c);
      expect(changes.map(brief)).toEqual(['b=m1', 'a=m1', 'a=m2', 'a', 'c=m3']);
      expect(changes.map(({ seq }) => seq)).toEqual([...new Set(changes.map(({ seq }) => seq))].sort((a, b) => a - b));
      const history = (await c.history([ref('a')])).get(ref('a')) ?? [];
      const times = changes.flatMap(({ ref: changed, atMicros }) => (changed === 'a' ? [atMicros] : []));
      expect(times.toReversed()).toEqual(history.map(({ atMicros }) => atMicros));
    });

    test('are followed by several readers, each from where it stopped', async () => {
      const { open } = await place();
      const [writer, reader] = [await open(), await open()];
      await writer.record([manifestOf('m1', ['a']), manifestOf('m2', ['b']), manifestOf('m3', ['c'])]);
      const [before, first] = await follow(reader, 0, 1);
      expect(before.map(brief)).toEqual(['a=m1', 'b=m2', 'c=m3']);
      expect(await follow(reader, first)).toEqual([[], first]);
      await writer.record([manifestOf('m4', ['a'])]);
      await writer.forget([ref('b')]);

      const [changes, second] = await follow(reader, first);
      expect(changes.map(brief)).toEqual(['a=m4', 'b']);
      expect(second).toBeGreaterThan(first);
      expect((await follow(reader))[0].map(brief)).toEqual(['a=m1', 'b=m2', 'c=m3', 'a=m4', 'b']);
    });

    test('do not contain what was rejected or already recorded', async () => {
      const c = await catalog();
      await c.record([manifestOf('m1', ['a'])]);
      const [, before] = await follow(c);
      await c.record([manifestOf('m2', ['b'])], new Map([['m2', { key: 'b', token: 1 }]]));
      await c.record([manifestOf('m1', ['a'])]);

      expect((await follow(c, before))[0]).toEqual([]);
      await c.record([manifestOf('m3', ['c'])]);
      expect((await follow(c, before))[0].map(brief)).toEqual(['c=m3']);
    });

    test('of an import are what became the latest of a ref', async () => {
      const [one, other] = [await catalog(), await catalog()];
      await one.record([manifestOf('m1', ['a', 'b']), manifestOf('m2', ['c'])]);
      await one.record([manifestOf('m3', ['a'])]);
      await one.forget([ref('c')]);
      const early = await all(one.exportLines());
      await one.record([manifestOf('m4', ['b'])]);
      await other.importLines(await all(one.exportLines()));
      const [changes, next] = await follow(other);

      expect(changes.map(brief).toSorted()).toEqual(['a=m3', 'b=m4', 'c']);
      await other.importLines(early);
      expect((await follow(other, next))[0]).toEqual([]);
      await one.importLines(other.exportLines());
      expect((await follow(one))[0].map(brief)).toEqual(['a=m1', 'b=m1', 'c=m2', 'a=m3', 'c', 'b=m4']);
    });

    test('that gc has dropped are missed by a reader that is too far behind, who is told where to go on', async () => {
      const c = await catalog();
      for (let i = 1; i <= 5; i++) await c.record([manifestOf(`m${String(i)}`, ['a'])]);
      const [changes, newest] = await follow(c);
      const [, , third = 0] = changes.map(({ seq }) => seq);
      await c.gc({ keepLast: 1, keepChanges: newest - third });

      expect(await c.changes(0, 10)).toEqual({ ok: false, error: { reason: 'changes-lost', newest } });
      expect((await follow(c, third))[0].map(brief)).toEqual(['a=m4', 'a=m5']);
      await c.gc({ keepLast: 1, keepChanges: 0 });
      expect(await follow(c, newest)).toEqual([[], newest]);
      await c.record([manifestOf('m6', ['a'])]);
      expect((await follow(c, newest))[0].map(brief)).toEqual(['a=m6']);
      await c.gc({ keepLast: 1 });
      expect((await follow(c, newest))[0].map(brief)).toEqual(['a=m6']);
    });

    test('after a place that the catalog does not know yet are lost, as if it were another catalog', async () => {
      const c = await catalog();
      await c.record([manifestOf('m1', ['a'])]);
      const [, newest] = await follow(c);
      expect(await c.changes(newest + 1, 10)).toEqual({ ok: false, error: { reason: 'changes-lost', newest } });
    });
  });
}
