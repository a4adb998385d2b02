import { describe, expect, test } from '@jest/globals';
import type { Catalog } from '../catalog.js';
import { ownerText, UNKNOWN_TTL_MS } from '../lease_owner.js';
import { manifestOf, ref } from './manifests.js';
import type { CatalogPlace, Subject } from './subject.js';

/** Longer than any test takes. */
const LONG_MS = 600_000;
/** A catalog with its own clock waits for this in real time. */
const SHORT_MS = 20;
const DAY_MS = 86_400_000;

/** Takes a lease that must be free, and returns its token. */
async function take(c: Catalog, key: string, owner: string, ttlMs = LONG_MS): Promise<number> {
  const outcome = (await c.acquire({ keys: [key], owner, ttlMs })).get(key);
  if (outcome?.acquired !== true) throw new Error(`${key} is held: ${JSON.stringify(outcome)}`);
  expect(outcome.lease.owner).toBe(owner);
  expect(outcome.lease.remainingMs).toBeGreaterThan(ttlMs - 60_000);
  return outcome.lease.token;
}

async function holderOf(c: Catalog, key: string): Promise<string | undefined> {
  const outcome = (await c.acquire({ keys: [key], owner: 'who asks', ttlMs: LONG_MS })).get(key);
  return outcome?.acquired === false ? outcome.holder.owner : undefined;
}

async function idOf(c: Catalog, text: string): Promise<string | undefined> {
  return (await c.current([ref(text)])).get(ref(text))?.id;
}

/** Acquiring, renewing and releasing leases, and recording under them. */
export function describeLeases({ place, catalog }: Subject<CatalogPlace>): void {
  describe('leases', () => {
    test('go to one owner, and others are told who holds them', async () => {
      const { open } = await place();
      const [mine, yours] = [await open(), await open()];
      await take(mine, 'a', 'me');

      const outcomes = await yours.acquire({ keys: ['b', 'a', 'b'], owner: 'you', ttlMs: LONG_MS });

      expect([...outcomes.keys()].toSorted()).toEqual(['a', 'b']);
      expect(outcomes.get('b')).toMatchObject({ acquired: true, lease: { owner: 'you' } });
      const a = outcomes.get('a');
      expect(a).toMatchObject({ acquired: false, holder: { owner: 'me' } });
      const remaining = a?.acquired === false ? a.holder.remainingMs : 0;
      expect(remaining).toBeGreaterThan(LONG_MS - 60_000);
      expect(remaining).toBeLessThanOrEqual(LONG_MS);
    });

    test('keep their token if the owner acquires them again', async () => {
      const c = await catalog();
      const token = await take(c, 'a', 'me');
      expect(await take(c, 'a', 'me')).toBe(token);
    });

    test('can be taken over after they have expired, with a greater token', async () => {
      const { open, elapse } = await place();
      const [mine, yours] = [await open(), await open()];
      const first = await take(mine, 'a', 'me', SHORT_MS);
      await elapse(SHORT_MS);
      const second = await take(yours, 'a', 'you');

      expect(second).toBeGreaterThan(first);
      expect(await mine.heartbeat(new Map([['a', first]]), LONG_MS)).toEqual(['a']);
      expect(await holderOf(mine, 'a')).toBe('you');
    });

    test('can be taken over at once if their owner is known to be gone, but only those', async () => {
      const { open } = await place();
      const [mine, yours] = [await open(), await open()];
      const lost = await take(mine, 'a', 'the dead');
      await take(mine, 'b', 'the living');

      const outcomes = await yours.acquire({ keys: ['a', 'b'], owner: 'you', ttlMs: LONG_MS, gone: ['the dead'] });

      expect(outcomes.get('a')).toMatchObject({ acquired: true, lease: { owner: 'you' } });
      expect(outcomes.get('b')).toMatchObject({ acquired: false, holder: { owner: 'the living' } });
      const fences = new Map([['late', { key: 'a', token: lost }]]);
      expect(await mine.record([manifestOf('late', ['a'])], fences)).toEqual({ stale: ['late'] });
      expect(await mine.heartbeat(new Map([['a', lost]]), LONG_MS)).toEqual(['a']);
    });

    test('that were acquired while the clock was ahead last no longer than others', async () => {
      const { open, elapse } = await place();
      const [mine, yours] = [await open(), await open()];
      const owner = ownerText({ name: 'me', ttlMs: SHORT_MS, processes: [] });
      // The same as if the clock is set back by a day afterwards.
      await take(mine, 'a', owner, DAY_MS);
      await take(mine, 'of an earlier version', 'somebody', DAY_MS);

      const ask = { keys: ['a', 'of an earlier version'], owner: 'you', ttlMs: LONG_MS };
      const outcomes = await yours.acquire(ask);
      const remaining = [...outcomes.values()].map((outcome) => (outcome.acquired ? 0 : outcome.holder.remainingMs));
      expect(remaining[0]).toBeLessThanOrEqual(SHORT_MS);
      expect(remaining[1]).toBeLessThanOrEqual(UNKNOWN_TTL_MS);
      await elapse(SHORT_MS);
      const later = await yours.acquire(ask);
      expect(later.get('a')).toMatchObject({ acquired: true });
      expect(later.get('of an earlier version')).toMatchObject({ acquired: false });
    });

    test('get their full duration back when a living owner renews them', async () => {
      const { open } = await place();
      const [mine, yours] = [await open(), await open()];
      const owner = ownerText({ name: 'me', ttlMs: LONG_MS, processes: [] });
      const token = await take(mine, 'a', owner, DAY_MS);
      expect(await holderOf(yours, 'a')).toBe(owner);
      expect(await mine.heartbeat(new Map([['a', token]]), LONG_MS)).toEqual([]);
      expect(await holderOf(yours, 'a')).toBe(owner);
    });

    test('last as long as they are renewed', async () => {
      const { open, elapse } = await place();
      const c = await open();
      const held = new Map([
        ['a', await take(c, 'a', 'me', SHORT_MS)],
        ['b', await take(c, 'b', 'me', SHORT_MS)],
      ]);
      expect(await c.heartbeat(held, LONG_MS)).toEqual([]);
      await elapse(SHORT_MS);
      expect(await holderOf(c, 'a')).toBe('me');
      expect(await holderOf(c, 'b')).toBe('me');
    });

    test('can be renewed after they expired if nobody has taken them over', async () => {
      const { open, elapse } = await place();
      const c = await open();
      const token = await take(c, 'a', 'me', SHORT_MS);
      await elapse(SHORT_MS);
      expect(await c.heartbeat(new Map([['a', token]]), LONG_MS)).toEqual([]);
      expect(await holderOf(c, 'a')).toBe('me');
    });

    test('are free once released, and tokens still increase', async () => {
      const c = await catalog();
      const first = await take(c, 'a', 'me');
      await c.release(new Map([['a', first]]));
      const second = await take(c, 'a', 'you');
      expect(second).toBeGreaterThan(first);

      // An owner that lost a lease cannot release it.
      await c.release(new Map([['a', first]]));
      expect(await holderOf(c, 'a')).toBe('you');
    });

    test('can be held for keys of any text, ten thousand in one batch', async () => {
      const c = await catalog();
      const keys = Array.from({ length: 10_000 }, (_, i) => `task "${String(i)}" \\ {é}`);
      const outcomes = await c.acquire({ keys, owner: 'me', ttlMs: LONG_MS });
      const held = new Map([...outcomes].map(([key, o]) => [key, o.acquired ? o.lease.token : -1]));

      expect(held.size).toBe(keys.length);
      expect(new Set(held.values()).size).toBe(keys.length);
      expect(await c.heartbeat(held, LONG_MS)).toEqual([]);
      await c.release(held);
      expect(await holderOf(c, keys[77] ?? '')).toBeUndefined();
    }, 30_000);
  });

  describe('recording under a lease', () => {
    test('succeeds while the lease is held', async () => {
      const c = await catalog();
      const fence = { key: 'task', token: await take(c, 'task', 'me') };
      expect(await c.record([manifestOf('m1', ['a'])], new Map([['m1', fence]]))).toEqual({ stale: [] });
      expect(await idOf(c, 'a')).toBe('m1');
    });

    test('succeeds after the lease expired if nobody has taken it over', async () => {
      const { open, elapse } = await place();
      const c = await open();
      const fence = { key: 'task', token: await take(c, 'task', 'me', SHORT_MS) };
      await elapse(SHORT_MS);
      expect(await c.record([manifestOf('m1', ['a'])], new Map([['m1', fence]]))).toEqual({ stale: [] });
    });

    test('rejects only the manifests with a stale token', async () => {
      const { open, elapse } = await place();
      const c = await open();
      const lost = { key: 'lost', token: await take(c, 'lost', 'me', SHORT_MS) };
      await elapse(SHORT_MS);
      await take(c, 'lost', 'you');
      const given = { key: 'given back', token: await take(c, 'given back', 'me') };
      await c.release(new Map([[given.key, given.token]]));
      const kept = { key: 'kept', token: await take(c, 'kept', 'me') };

      const outcome = await c.record(
        [manifestOf('m0', ['a']), ...['m1', 'm2', 'm3', 'm4'].map((id) => manifestOf(id, ['a', id]))],
        new Map([
          ['m1', kept],
          ['m2', lost],
          ['m3', given],
          ['m4', { key: 'never held', token: 1 }],
        ]),
      );

      expect(outcome.stale).toEqual(['m2', 'm3', 'm4']);
      expect(await idOf(c, 'a')).toBe('m1');
      expect([...(await c.manifests(['m0', 'm1', 'm2', 'm3', 'm4'])).keys()].toSorted()).toEqual(['m0', 'm1']);
      expect((await c.current(['m1', 'm2', 'm3', 'm4'].map(ref))).size).toBe(1);
      expect((await c.history([ref('a'), ref('m2')])).size).toBe(1);
    });

    test('does not report a manifest as stale that was recorded before the lease was released', async () => {
      const c = await catalog();
      const token = await take(c, 'task', 'me');
      const fences = new Map([['m1', { key: 'task', token }]]);
      await c.record([manifestOf('m1', ['a'])], fences);
      await c.release(new Map([['task', token]]));

      expect(await c.record([manifestOf('m1', ['a'])], fences)).toEqual({ stale: [] });
    });
  });
}
