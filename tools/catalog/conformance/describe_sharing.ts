import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { openCatalog, openCatalogView, type CatalogLocation } from '../index.js';
import type { Change } from '../changes.js';
import { follow } from './describe_changes.js';
import { manifestOf, ref } from './manifests.js';
import { all, subject } from './subject.js';
import { startWorker } from './worker_process.js';

const MINUTE_MS = 60_000;

/**
 * The behaviour of a catalog while several processes work on it in parallel.
 *
 * @param newLocation creates a new, empty catalog
 */
export function describeSharing(name: string, newLocation: () => Promise<CatalogLocation>): void {
  const catalogs = subject(async () => {
    const location = await newLocation();
    const open = async () => {
      const catalog = await openCatalog(location);
      if (!catalog.ok) throw new Error(JSON.stringify(catalog.error));
      return catalog.value;
    };
    return { location, open, elapse: () => Promise.reject(new Error('all processes share the system clock')) };
  });

  describe(`processes that share a catalog in ${name}`, () => {
    test(
      'lose nothing and record nothing twice',
      async () => {
        const { location, open } = await catalogs.place();
        const c = await open();
        const names = ['w0', 'w1', 'w2', 'w3'];
        const workers = names.map((worker) => startWorker({ kind: 'record', location, name: worker, rounds: 25 }));
        await Promise.all(workers.map(({ ended }) => ended));

        const ids = workers.flatMap(({ lines }) => lines);
        expect(ids).toHaveLength(names.length * 25 * 3);
        expect((await c.manifests(ids)).size).toBe(ids.length);
        const history = await c.history(['shared', ...names.map((worker) => `of/${worker}`)].map(ref));
        const shared = history.get(ref('shared')) ?? [];
        expect(shared.map((entry) => (entry.kind === 'recorded' ? entry.manifest.id : '')).toSorted()).toEqual(
          ids.toSorted(),
        );
        for (const worker of names) expect(history.get(ref(`of/${worker}`))).toHaveLength(75);
        expect(await all(c.verify())).toEqual([]);
      },
      MINUTE_MS,
    );

    test(
      'tell a reader who follows them meanwhile of each change once, in the order of their commits',
      async () => {
        const { location, open } = await catalogs.place();
        const c = await open();
        const view = await openCatalogView(location);
        if (!view.ok) throw new Error(JSON.stringify(view.error));
        const names = ['w0', 'w1', 'w2', 'w3'];
        const workers = names.map((worker) => startWorker({ kind: 'record', location, name: worker, rounds: 40 }));
        const writing = new AbortController();
        const ended = Promise.all(workers.map((worker) => worker.ended)).finally(() => {
          writing.abort();
        });
        const seen: Change[] = [];
        let [next, reads] = [0, 0];
        const read = async (): Promise<void> => {
          const [changes, end] = await follow(view.value, next, 7);
          seen.push(...changes);
          if (changes.length > 0) reads++;
          next = end;
        };
        while (!writing.signal.aborted) {
          await read();
          // SQLite answers at once, and would not let this process learn that the others have ended.
          await turn();
        }
        await ended;
        await read();
        await view.value.close();

        expect(reads).toBeGreaterThan(5);
        const ids = workers.flatMap(({ lines }) => lines);
        expect(ids).toHaveLength(names.length * 40 * 3);
        expect(new Set(seen.map((change) => (change.kind === 'recorded' ? `${change.ref}=${change.id}` : '')))).toEqual(
          new Set(ids.flatMap((id) => [`own/${id}=${id}`, `of/${id.slice(0, 2)}=${id}`, `shared=${id}`])),
        );
        expect(seen).toHaveLength(ids.length * 3);
        for (const [i, change] of seen.entries()) {
          expect(change.seq).toBeGreaterThan(seen[i - 1]?.seq ?? 0);
          expect(change.atMicros).toBeGreaterThanOrEqual(seen[i - 1]?.atMicros ?? 0);
        }
        const shared = seen.findLast((change) => change.ref === 'shared');
        expect((await c.current([ref('shared')])).get(ref('shared'))?.id).toBe(
          shared?.kind === 'recorded' && shared.id,
        );
      },
      MINUTE_MS,
    );

    test(
      'build each partition exactly once',
      async () => {
        const { location, open } = await catalogs.place();
        const c = await open();
        const refs = Array.from({ length: 300 }, (_, i) => `part/${String(i)}`);
        const workers = ['w0', 'w1', 'w2', 'w3'].map((worker, i) =>
          startWorker({
            ...{ kind: 'build', location, name: worker, ttlMs: MINUTE_MS },
            // The refs of the workers overlap, each in a different order.
            refs: [...refs.slice(i * 50), ...refs.slice(0, i * 50)].slice(0, 250),
          }),
        );
        await Promise.all(workers.map(({ ended }) => ended));

        const history = await c.history(refs.map(ref));
        expect(history.size).toBe(refs.length);
        expect([...history.values()].every((entries) => entries.length === 1)).toBe(true);
        expect(workers.flatMap(({ lines }) => lines)).toHaveLength(refs.length);
      },
      MINUTE_MS,
    );

    test(
      'take over the leases of a killed process after they have expired',
      async () => {
        const { location, open } = await catalogs.place();
        const c = await open();
        const refs = ['a', 'b', 'c'];
        const holder = startWorker({ kind: 'hold', location, name: 'holder', refs, ttlMs: 2_000 });
        await holder.printed(1);
        const before = await c.acquire({ keys: refs, owner: 'me', ttlMs: MINUTE_MS });
        expect([...before.values()].map((o) => (o.acquired ? 'mine' : o.holder.owner))).toEqual(
          refs.map(() => 'holder'),
        );
        await holder.kill();

        const successor = startWorker({ kind: 'build', location, name: 'successor', refs, ttlMs: MINUTE_MS });
        await successor.ended;

        expect(successor.lines).toHaveLength(3);
        // Tokens count up from 1, so the dead process held this one.
        const { stale } = await c.record([manifestOf('late', ['a'])], new Map([['late', { key: 'a', token: 1 }]]));
        expect(stale).toEqual(['late']);
      },
      MINUTE_MS,
    );

    test(
      'leave only whole batches if they are killed while they record',
      async () => {
        const { location, open } = await catalogs.place();
        const c = await open();
        const said: string[] = [];
        for (let round = 0; round < 6; round++) {
          const worker = startWorker({ kind: 'record', location, name: `w${String(round)}`, rounds: 1_000_000 });
          await worker.printed(3 * (1 + round * 7));
          await worker.kill();
          said.push(...worker.lines);
        }

        expect((await c.manifests(said)).size).toBe(said.length);
        const recorded = (await c.history([ref('shared')])).get(ref('shared'))?.length ?? 0;
        // Batches have three manifests.
        expect(recorded % 3).toBe(0);
        expect(recorded).toBeGreaterThanOrEqual(said.length);
        expect((await follow(c, 0, 1_000))[0]).toHaveLength(recorded * 3);
        expect(await all(c.list({ prefix: 'own/' }))).toHaveLength(recorded);
        expect(await all(c.verify())).toEqual([]);
        await c.record([manifestOf('after', ['a'])]);
      },
      MINUTE_MS,
    );
  });
}
