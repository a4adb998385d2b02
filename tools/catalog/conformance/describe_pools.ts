import { describe, expect, test } from '@jest/globals';
import type { Catalog } from '../catalog.js';
import { ownerText } from '../lease_owner.js';
import type { SlotOutcome, SlotWant } from '../pools.js';
import type { CatalogPlace, Subject } from './subject.js';

/** Longer than any test takes. */
const LONG_MS = 600_000;
/** A catalog with its own clock waits for this in real time. */
const SHORT_MS = 20;

/** `{ warehouse: 1 }` for so many attempts. */
const want = (needs: Readonly<Record<string, number>>, count = 1): SlotWant => ({
  needs: new Map(Object.entries(needs)),
  count,
});

interface Asking {
  readonly release?: readonly number[];
  readonly gone?: readonly string[];
  readonly ttlMs?: number;
}

async function ask(c: Catalog, owner: string, wants: readonly SlotWant[], asking: Asking = {}): Promise<SlotOutcome[]> {
  return [...(await c.takeSlots({ owner, wants, ttlMs: LONG_MS, release: [], ...asking }))];
}

/** Asks for slots of attempts that all need the same. @returns the tokens */
async function take(c: Catalog, owner: string, needs: Readonly<Record<string, number>>, count = 1): Promise<number[]> {
  const [outcome] = await ask(c, owner, [want(needs, count)]);
  return [...(outcome?.granted ?? [])];
}

async function holders(c: Catalog, pool: string): Promise<Record<string, number>> {
  const found = (await c.pools()).find(({ name }) => name === pool);
  return Object.fromEntries((found?.holders ?? []).map(({ owner, slots }) => [owner, slots]));
}

/** Limits that all builds on one catalog share. */
export function describePools({ place, catalog }: Subject<CatalogPlace>): void {
  describe('pools', () => {
    test('are created, changed and removed by name', async () => {
      const c = await catalog();
      expect(await c.pools()).toEqual([]);
      await c.setPool('warehouse', 4);
      await c.setPool('a "b" \\ é', 1);
      await c.setPool('warehouse', 2);
      expect(await c.pools()).toEqual([
        { name: 'a "b" \\ é', slots: 1, holders: [], waiting: [] },
        { name: 'warehouse', slots: 2, holders: [], waiting: [] },
      ]);
      expect(await c.removePool('warehouse')).toBe(true);
      expect(await c.removePool('warehouse')).toBe(false);
      expect((await c.pools()).map(({ name }) => name)).toEqual(['a "b" \\ é']);
    });

    test('give out as many slots as they have, and tell who holds them and since when', async () => {
      const { open } = await place();
      const [mine, yours] = [await open(), await open()];
      await mine.setPool('warehouse', 4);
      const before = await take(mine, 'me', { warehouse: 1 }, 3);
      expect(before).toHaveLength(3);

      const [outcome] = await ask(yours, 'you', [want({ warehouse: 1 }, 3)]);
      expect(outcome?.granted).toHaveLength(1);
      expect(outcome?.blockers).toEqual([
        {
          owner: 'me',
          pool: 'warehouse',
          slots: 3,
          sinceMs: expect.any(Number),
          ageMs: expect.any(Number),
          waits: false,
        },
      ]);
      const [pool] = await mine.pools();
      expect(pool).toMatchObject({
        holders: [
          { owner: 'me', slots: 3 },
          { owner: 'you', slots: 1 },
        ],
        waiting: [{ owner: 'you', slots: 1 }],
      });
      expect(new Set([...before, ...(outcome?.granted ?? [])]).size).toBe(4);
    });

    test('give slots to others once they are released, which only their owner can do', async () => {
      const c = await catalog();
      await c.setPool('warehouse', 1);
      const mine = await take(c, 'me', { warehouse: 1 });
      await ask(c, 'you', [], { release: mine });
      expect(await take(c, 'you', { warehouse: 1 })).toEqual([]);
      await ask(c, 'me', [], { release: mine });
      expect(await take(c, 'you', { warehouse: 1 })).toHaveLength(1);
      expect(await holders(c, 'warehouse')).toEqual({ you: 1 });
    });

    test('give all slots that an attempt needs of several pools, or none', async () => {
      const c = await catalog();
      await c.setPool('gpu', 1);
      await c.setPool('warehouse', 2);
      const gpu = await take(c, 'you', { gpu: 1 });
      expect(await take(c, 'me', { warehouse: 2, gpu: 1 })).toEqual([]);
      expect(await holders(c, 'warehouse')).toEqual({});
      await ask(c, 'you', [], { release: gpu });
      expect(await take(c, 'me', { gpu: 1, warehouse: 2 })).toHaveLength(1);
      expect(await holders(c, 'warehouse')).toEqual({ me: 2 });
      expect(await holders(c, 'gpu')).toEqual({ me: 1 });
    });

    test('give slots in the order in which they were asked for, so that nobody starves', async () => {
      const c = await catalog();
      await c.setPool('warehouse', 4);
      const small = await take(c, 'small', { warehouse: 1 }, 3);
      expect(await take(c, 'large', { warehouse: 4 })).toEqual([]);
      // One slot is free, but the large one is in front.
      const [late] = await ask(c, 'late', [want({ warehouse: 1 })]);
      expect(late).toMatchObject({ granted: [], blockers: [{ owner: 'small' }, { owner: 'large', waits: true }] });
      const [again] = await ask(c, 'small', [want({ warehouse: 1 })], { release: small });
      expect(again?.granted).toEqual([]);
      const large = await take(c, 'large', { warehouse: 4 });
      expect(large).toHaveLength(1);
      await ask(c, 'large', [], { release: large });
      expect(await take(c, 'small', { warehouse: 1 })).toHaveLength(1);
      expect(await take(c, 'late', { warehouse: 1 })).toHaveLength(1);
    });

    test('take turns between builds that want more than there is', async () => {
      const c = await catalog();
      await c.setPool('warehouse', 1);
      const served: string[] = [];
      const held = new Map<string, number[]>();
      for (let round = 0; round < 12; round++) {
        for (const owner of ['a', 'b', 'c']) {
          const release = held.get(owner) ?? [];
          const [outcome] = await ask(c, owner, [want({ warehouse: 1 }, 10)], { release });
          held.set(owner, [...(outcome?.granted ?? [])]);
          if ((outcome?.granted ?? []).length > 0) served.push(owner);
        }
      }
      const turns = Map.groupBy(served, (owner) => owner);
      const counts = ['a', 'b', 'c'].map((owner) => turns.get(owner)?.length ?? 0);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    });

    test('are not held up by others: a place in the line counts only for its pools', async () => {
      const c = await catalog();
      await c.setPool('gpu', 1);
      await c.setPool('warehouse', 1);
      await take(c, 'you', { warehouse: 1 });
      const [first, second] = await ask(c, 'me', [want({ warehouse: 1 }), want({ gpu: 1 })]);
      expect(first?.granted).toEqual([]);
      expect(second?.granted).toHaveLength(1);
    });

    test('forget who waits when it no longer asks, and skip who waits in vain', async () => {
      const c = await catalog();
      await c.setPool('warehouse', 3);
      await take(c, 'you', { warehouse: 1 });
      await take(c, 'gives up', { warehouse: 3 });
      await ask(c, 'gives up', []);
      expect(await take(c, 'me', { warehouse: 1 })).toHaveLength(1);
      await take(c, 'too large', { warehouse: 3 });
      await c.setPool('warehouse', 4);
      expect(await take(c, 'late', { warehouse: 1 })).toEqual([]);
      await c.setPool('warehouse', 2);
      const slots = (await c.pools())[0];
      expect(slots?.holders).toHaveLength(2);
      await c.removePool('warehouse');
      await c.setPool('warehouse', 2);
      await take(c, 'too large', { warehouse: 3 });
      expect(await take(c, 'late', { warehouse: 1 })).toHaveLength(1);
    });

    test('that do not exist have no limit', async () => {
      const c = await catalog();
      const [outcome] = await ask(c, 'me', [want({ nothing: 5 }, 7)]);
      expect(outcome?.granted).toHaveLength(7);
      expect(outcome?.blockers).toEqual([]);
    });

    test('get slots back that were not renewed, from who waits, too', async () => {
      const { open, elapse } = await place();
      const c = await open();
      await c.setPool('warehouse', 1);
      await ask(c, 'dead', [want({ warehouse: 1 })], { ttlMs: SHORT_MS });
      await ask(c, 'dead, too', [want({ warehouse: 1 })], { ttlMs: SHORT_MS });
      await elapse(SHORT_MS);
      expect(await c.pools()).toMatchObject([{ holders: [], waiting: [] }]);
      expect(await take(c, 'me', { warehouse: 1 })).toHaveLength(1);
      expect(await holders(c, 'warehouse')).toEqual({ me: 1 });
    });

    test('keep slots that are renewed', async () => {
      const { open, elapse } = await place();
      const c = await open();
      await c.setPool('warehouse', 1);
      await ask(c, 'me', [want({ warehouse: 1 })], { ttlMs: SHORT_MS });
      await c.renewSlots('me', LONG_MS);
      await elapse(SHORT_MS);
      expect(await take(c, 'you', { warehouse: 1 })).toEqual([]);
    });

    test('get slots back at once from owners that are known to be gone', async () => {
      const c = await catalog();
      await c.setPool('warehouse', 2);
      await take(c, 'dead', { warehouse: 1 });
      await take(c, 'alive', { warehouse: 1 });
      const [outcome] = await ask(c, 'me', [want({ warehouse: 1 }, 2)], { gone: ['dead'] });
      expect(outcome?.granted).toHaveLength(1);
      expect(await holders(c, 'warehouse')).toEqual({ alive: 1, me: 1 });
    });

    test('get slots back that were taken while the clock was ahead', async () => {
      const { open, elapse } = await place();
      const c = await open();
      await c.setPool('warehouse', 1);
      const owner = ownerText({ name: 'me', ttlMs: SHORT_MS, processes: [] });
      await ask(c, owner, [want({ warehouse: 1 })], { ttlMs: 86_400_000 });
      expect(await take(c, 'you', { warehouse: 1 })).toEqual([]);
      await elapse(SHORT_MS);
      expect(await take(c, 'you', { warehouse: 1 })).toHaveLength(1);
    });

    test('give thousands of slots in one request, and collecting garbage drops what has expired', async () => {
      const { open, elapse } = await place();
      const c = await open();
      await c.setPool('warehouse', 5_000);
      const [outcome] = await ask(c, 'me', [want({ warehouse: 1 }, 4_096)], { ttlMs: SHORT_MS });
      expect(outcome?.granted).toHaveLength(4_096);
      await elapse(SHORT_MS);
      await c.gc({ keepLast: 1 });
      expect(await holders(c, 'warehouse')).toEqual({});
    });
  });
}
