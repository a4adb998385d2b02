import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { memoryCatalog, ownerText, type Catalog } from '../catalog/index.js';
import type { ProcessMark, Reason } from '../base/model/index.js';
import { ownProcessMark } from '../base/runtime/index.js';
import { FakeBuild, failuresOf, manifest, plan, ref, task } from './testing/index.js';

const OTHER = 'other-host:build-9';

let build: FakeBuild;

beforeEach(() => {
  build = new FakeBuild();
});

afterEach(() => build.remove());

/** Another build takes the lease of a task. @returns gives it back */
async function leaseOf(name: string, ttlMs = 1_000_000): Promise<() => Promise<void>> {
  const key = `id-${name}`;
  const outcome = (await build.catalog.acquire({ keys: [key], owner: OTHER, ttlMs })).get(key);
  if (outcome?.acquired !== true) throw new Error(`${name} is not free`);
  return () => build.catalog.release(new Map([[key, outcome.lease.token]]));
}

/** What another build records for a task. */
const madeElsewhere = (name: string): ReturnType<typeof manifest> => ({
  ...manifest(name),
  versionKey: `key-${name}`,
  contentKey: `content-${name}`,
});

describe('a task that another build is running', () => {
  test('is not run again: its dependents use the partition that the other build built', async () => {
    const release = await leaseOf('a');
    const done = build.run(plan(task('a'), task('b', ['a']), task('c')));
    await build.slots.running('c');
    await build.until('waiting');
    expect(build.events).toContainEqual(
      expect.objectContaining({ event: 'waiting', owner: OTHER, task: expect.objectContaining({ id: 'id-a' }) }),
    );
    build.slots.end('c');
    await build.catalog.record([madeElsewhere('a')]);
    await build.slots.running('b');
    build.slots.end('b');
    expect(await done).toMatchObject({ ok: true, value: { built: 2 } });
    await release();
    expect(build.slots.started).toEqual(['c', 'b']);
    expect(build.events).toContainEqual(expect.objectContaining({ event: 'delegated', manifests: ['old-a'] }));
    expect(build.events.filter(({ event }) => event === 'waiting')).toHaveLength(1);
    expect(build.events.at(-1)).toMatchObject({ outcome: 'succeeded', built: 2, delegated: 1 });
    const id = (await build.catalog.current([ref('b')])).get(ref('b'))?.id ?? '';
    expect((await build.catalog.manifests([id])).get(id)?.inputs).toMatchObject([{ ref: 'a', manifest: 'old-a' }]);
  });

  test('is run when the other build releases the lease without having built the partition', async () => {
    const release = await leaseOf('a');
    const done = build.run(plan(task('a')));
    await build.until('waiting');
    await release();
    await build.slots.running('a');
    build.slots.end('a');
    expect(await done).toMatchObject({ ok: true, value: { built: 1 } });
  });

  test('is taken over when its owner does not renew the lease', async () => {
    await leaseOf('a', 1);
    const done = build.run(plan(task('a')));
    await build.slots.running('a');
    build.slots.end('a');
    expect((await done).ok).toBe(true);
  });

  test('fails a build that does not wait for others, and the tasks already running are recorded', async () => {
    await leaseOf('b');
    const done = build.run(plan(task('a'), task('c'), task('b', ['a'])), { wait: false });
    await build.slots.running('a', 'c');
    build.slots.end('a');
    await build.until('stopping');
    build.slots.end('c');
    expect(failuresOf(await done)).toEqual([
      { reason: 'held-elsewhere', task: { id: 'id-b', job: '//t:job', outputs: ['b'] }, owner: OTHER },
    ]);
    expect(await build.recorded('a', 'b', 'c')).toEqual(['a', 'c']);
  });
});

describe('a partition that was recorded after planning', () => {
  test('is not built again if its keys are the same', async () => {
    await build.catalog.record([madeElsewhere('a')]);
    expect(await build.run(plan(task('a')))).toMatchObject({ ok: true, value: { built: 0 } });
    expect(build.story()).toEqual(['build started', 'task announced a', 'task delegated a', 'build finished']);
  });

  test.each([
    ['has another version key', { versionKey: 'other' }, {}],
    ['is to be replaced', {}, { replaces: ['old-a'] }],
  ])('is built again if it %s', async (_, written, planned) => {
    await build.catalog.record([{ ...madeElsewhere('a'), ...written }]);
    const done = build.run(plan({ ...task('a'), ...planned }));
    await build.slots.running('a');
    build.slots.end('a');
    expect(await done).toMatchObject({ ok: true, value: { built: 1 } });
  });

  test.each([
    ['content', 0, 1],
    ['version', 1, 0],
    ['presence', 1, 0],
  ] as const)('counts by the validity of the plan: %s', async (validity, delegated, built) => {
    await build.catalog.record([
      {
        ...madeElsewhere('a'),
        contentKey: 'other',
        versionKey: validity === 'presence' ? 'other' : 'key-a',
      },
    ]);
    const done = build.run(plan(task('a')), {}, { validity });
    if (built === 1) {
      await build.slots.running('a');
      build.slots.end('a');
    }
    await done;
    expect(build.events.at(-1)).toMatchObject({ delegated, built });
  });
});

describe.each<Reason>([{ kind: 'forced' }, { kind: 'refreshed' }, { kind: 'input-refreshed', refs: [ref('x')] }])(
  'a task whose reason is %o',
  (reason) => {
    const forced = plan({ ...task('a'), reason });
    const planned = { plan: 'p', validity: 'presence' } as const;
    const ownRun = { ...madeElsewhere('a'), plan: 'p', taskId: 'id-a' };

    test.each([
      ['another build made', madeElsewhere('a'), { ...planned, resumes: true }],
      ['another task of the plan made', { ...ownRun, taskId: 'id-b' }, { ...planned, resumes: true }],
      ['an earlier run of a plan that is not resumed made', ownRun, planned],
      ['a run of its job alone made', madeElsewhere('a'), {}],
    ])('runs although %s its partition after planning', async (_, made, work) => {
      await build.catalog.record([made]);
      const done = build.run(forced, {}, work);
      await build.slots.running('a');
      build.slots.end('a');
      expect(await done).toMatchObject({ ok: true, value: { built: 1 } });
      expect((await build.catalog.current([ref('a')])).get(ref('a'))?.id).not.toBe('old-a');
    });

    test('does not run again if an earlier run of the resumed plan has built its partition', async () => {
      await build.catalog.record([ownRun]);
      expect(await build.run(forced, {}, { ...planned, resumes: true })).toMatchObject({
        ok: true,
        value: { built: 0 },
      });
      expect(build.events.at(-1)).toMatchObject({ delegated: 1 });
    });

    test.each([
      ['runs after another build that makes the same partition', madeElsewhere('a'), 1],
      ['waits for another run of the same plan, and uses its result', ownRun, 0],
    ])('%s', async (_, made, built) => {
      const release = await leaseOf('a');
      const done = build.run(forced, {}, { ...planned, resumes: true });
      await build.until('waiting');
      expect(build.slots.started).toEqual([]);
      await build.catalog.record([made]);
      await release();
      if (built === 1) {
        await build.slots.running('a');
        build.slots.end('a');
      }
      expect(await done).toMatchObject({ ok: true, value: { built } });
    });
  },
);

describe('when another build has taken over the lease of a task', () => {
  test('the result of this build is not recorded, and that of the other counts', async () => {
    const real = build.catalog;
    // The catalog gives the lease to another build at the moment the manifest arrives.
    const losing = {
      ...real,
      record: async (...[batch, fences]: Parameters<Catalog['record']>) => {
        await real.release(new Map([...(fences?.values() ?? [])].map(({ key, token }) => [key, token])));
        await leaseOf('a');
        const outcome = await real.record(batch, fences);
        await real.record([madeElsewhere('a')]);
        return outcome;
      },
    };
    const done = build.run(plan(task('a'), task('b', ['a'])), { catalog: losing });
    await build.slots.running('a');
    build.slots.end('a');
    await build.until('delegated');
    losing.record = (...recorded) => real.record(...recorded);
    await build.slots.running('b');
    build.slots.end('b');
    expect(await done).toMatchObject({ ok: true, value: { built: 1 } });
    expect((await real.current([ref('a')])).get(ref('a'))?.id).toBe('old-a');
    expect(build.story()).toContain('task delegated a');
    expect(build.events.at(-1)).toMatchObject({ outcome: 'succeeded', built: 1, delegated: 1, aborted: 0 });
  });

  test('the task is claimed again as soon as the lease is free, whether it ran or was waiting', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    try {
      const losing: Catalog = { ...build.catalog, heartbeat: (held) => Promise.resolve([...held.keys()]) };
      const done = build.run(plan(task('a'), task('b'), task('c')), { catalog: losing });
      await build.slots.running('a', 'b');
      await jest.advanceTimersByTimeAsync(60_000);
      // Their leases are gone, so their results do not count. No other build holds the tasks, and they run again.
      build.slots.end('a');
      build.slots.end('b');
      await build.slots.launched(4);
      for (const name of ['a', 'b', 'c', 'a', 'b', 'c']) {
        if (build.slots.runs(name)) build.slots.end(name);
        await jest.advanceTimersByTimeAsync(50);
      }
      expect(await done).toMatchObject({ ok: true, value: { built: 3 } });
    } finally {
      jest.useRealTimers();
    }
  });
});

test('all leases are released at the end of a build, whether or not their tasks were built', async () => {
  const done = build.run(plan(task('a'), task('b'), task('c', ['b'])));
  await build.slots.running('a', 'b');
  build.slots.end('b', { kind: 'exited', code: 1, wroteMetadata: false });
  await build.until('failed');
  build.slots.end('a');
  await done;
  const free = await build.catalog.acquire({ keys: ['id-a', 'id-b', 'id-c'], owner: OTHER, ttlMs: 1 });
  expect([...free.values()].map(({ acquired }) => acquired)).toEqual([true, true, true]);
});

test('leases are renewed while tasks run', async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  try {
    const renewed: string[][] = [];
    const catalog: Catalog = {
      ...memoryCatalog(),
      heartbeat: (held) => {
        renewed.push([...held.keys()]);
        return Promise.resolve([]);
      },
    };
    const done = build.run(plan(task('a')), { catalog, leaseTtlMs: 3000 });
    await build.slots.running('a');
    await jest.advanceTimersByTimeAsync(2000);
    build.slots.end('a');
    await jest.advanceTimersByTimeAsync(100);
    expect((await done).ok).toBe(true);
    expect(renewed).toEqual([['id-a'], ['id-a']]);
  } finally {
    jest.useRealTimers();
  }
});

describe('a lease whose owner is a process of this machine', () => {
  /** The lease of another build. @param mark of its process */
  async function heldBy(mark: ProcessMark): Promise<void> {
    const owner = ownerText({ name: OTHER, ttlMs: 600_000, processes: [mark] });
    await build.catalog.acquire({ keys: ['id-a'], owner, ttlMs: 600_000 });
  }

  test('is taken over at once when the process has ended, and an event reports that', async () => {
    const mark = ownProcessMark();
    await heldBy({ ...mark, started: `${mark.started ?? ''}0` });
    const done = build.run(plan(task('a')));
    await build.slots.running('a');
    build.slots.end('a');
    expect((await done).ok).toBe(true);
    expect(build.events).toContainEqual(expect.objectContaining({ event: 'taking-over', owner: OTHER }));
  });

  test.each([
    ['is alive', {}],
    ['cannot be seen from here', { namespace: 'pid:[1]', pid: 4_194_303 }],
  ])('is waited for when the process %s', async (_, other) => {
    await heldBy({ ...ownProcessMark(), ...other });
    expect(failuresOf(await build.run(plan(task('a')), { wait: false }))).toMatchObject([
      { reason: 'held-elsewhere', owner: OTHER },
    ]);
    expect(build.events).toContainEqual(expect.objectContaining({ event: 'waiting', owner: OTHER }));
  });
});
