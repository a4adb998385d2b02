import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { memoryCatalog, ownerText, type Catalog } from '../catalog/index.js';
import { ownProcessMark, type Launch, type LaunchOutcome, type Slots } from '../base/runtime/index.js';
import { localExecutor } from './local/index.js';
import { DONE, FakeBuild, failuresOf, plan, POLICY, task } from './testing/index.js';

const OTHER = 'elsewhere:b2';

let build: FakeBuild;

beforeEach(() => {
  build = new FakeBuild();
});

afterEach(() => build.remove());

const jobs = (resources: Readonly<Record<string, number>>): Map<string, typeof POLICY> =>
  new Map([['//t:job', { ...POLICY, resources }]]);

/** Slots of the pool that another build holds. @returns releases them */
async function heldElsewhere(pool: string, slots: number, owner = OTHER): Promise<() => Promise<unknown>> {
  const wants = [{ needs: new Map([[pool, slots]]), count: 1 }];
  const [outcome] = await build.catalog.takeSlots({ owner, ttlMs: 600_000, release: [], wants });
  expect(outcome?.granted).toHaveLength(1);
  return () => build.catalog.takeSlots({ owner, ttlMs: 600_000, release: outcome?.granted ?? [], wants: [] });
}

const holders = async (): Promise<readonly [string, number][]> =>
  (await build.catalog.pools()).flatMap((pool) =>
    pool.holders.map((holder): [string, number] => [holder.owner, holder.slots]),
  );

describe('a pool', () => {
  test('limits how many tasks run at once, and holds no slot after the build', async () => {
    await build.catalog.setPool('warehouse', 1);
    const done = build.run(plan(task('a'), task('b')), { jobs: jobs({ warehouse: 1 }) });
    await build.slots.running('a');
    expect(await holders()).toMatchObject([[expect.stringContaining('h:uid-0'), 1]]);
    build.slots.end('a');
    await build.slots.running('b');
    build.slots.end('b');
    expect((await done).ok).toBe(true);
    expect(await build.catalog.pools()).toMatchObject([{ holders: [], waiting: [] }]);
    // Only this build held slots, so that nobody had to be waited for.
    expect(build.events.map(({ event }) => event)).not.toContain('waiting-for-pool');
  });

  test('and a limit of the machine hold both', async () => {
    await build.catalog.setPool('warehouse', 2);
    const done = build.run(plan(task('a'), task('b')), {
      jobs: jobs({ warehouse: 1 }),
      resources: new Map([['warehouse', 1]]),
    });
    await build.slots.running('a');
    build.slots.end('a');
    await build.slots.running('b');
    build.slots.end('b');
    expect((await done).ok).toBe(true);
  });

  test('that is too small for a task is reported before anything runs', async () => {
    await build.catalog.setPool('warehouse', 2);
    expect(failuresOf(await build.run(plan(task('a')), { jobs: jobs({ warehouse: 3 }) }))).toEqual([
      { reason: 'resource-short', job: '//t:job', resource: 'warehouse', needed: 3, available: 2, pool: true },
    ]);
  });

  test('whose slots others hold is waited for, an event says once who, and other tasks run meanwhile', async () => {
    await build.catalog.setPool('warehouse', 1);
    const release = await heldElsewhere('warehouse', 1);
    const free = { ...task('free'), job: '//t:free' };
    const done = build.run(plan(task('a'), task('b'), free), {
      jobs: new Map([...jobs({ warehouse: 1, cpu: 2 }), ['//t:free', { ...POLICY, resources: { cpu: 2 } }]]),
      resources: new Map([['cpu', 2]]),
    });
    await build.slots.running('free');
    build.slots.end('free');
    await build.until('waiting-for-pool');
    await release();
    await build.slots.running('a');
    build.slots.end('a');
    await build.slots.running('b');
    build.slots.end('b');
    expect((await done).ok).toBe(true);
    expect(build.events.filter(({ event }) => event === 'waiting-for-pool')).toEqual([
      expect.objectContaining({
        pool: 'warehouse',
        slots: 1,
        holders: [{ owner: OTHER, slots: 1, since: expect.any(Number) }],
      }),
    ]);
  });

  test('gets the slots back at once of a build whose process has ended', async () => {
    await build.catalog.setPool('warehouse', 1);
    const mark = ownProcessMark();
    const gone = { ...mark, started: `${mark.started ?? ''}0` };
    await heldElsewhere('warehouse', 1, ownerText({ name: OTHER, ttlMs: 600_000, processes: [gone] }));
    const done = build.run(plan(task('a')), { jobs: jobs({ warehouse: 1 }) });
    await build.slots.running('a');
    build.slots.end('a');
    expect((await done).ok).toBe(true);
    expect(build.events).toContainEqual(expect.objectContaining({ event: 'taking-over', owner: OTHER }));
  });

  test('is not waited for by a build that is cancelled', async () => {
    await build.catalog.setPool('warehouse', 1);
    await heldElsewhere('warehouse', 1);
    const done = build.run(plan(task('a')), { jobs: jobs({ warehouse: 1 }) });
    await build.until('waiting-for-pool');
    build.cancel.abort('SIGINT');
    expect(failuresOf(await done)).toMatchObject([{ reason: 'cancelled', notStarted: 1 }]);
    expect(await build.catalog.pools()).toMatchObject([{ holders: [{ owner: OTHER }], waiting: [] }]);
  });

  test('costs few requests, however many short tasks use it', async () => {
    await build.catalog.setPool('warehouse', 2);
    let requests = 0;
    const catalog: Catalog = {
      ...build.catalog,
      takeSlots: (request) => {
        requests++;
        return build.catalog.takeSlots(request);
      },
    };
    const names = Array.from({ length: 200 }, (_, index) => `t${String(index)}`);
    const tasks = plan(...names.map((name) => task(name)));
    const done = build.run(tasks, { jobs: jobs({ warehouse: 1 }), catalog, elapsed: () => 0 });
    for (let count = 1; count <= names.length; count++) {
      await build.slots.launched(count);
      build.slots.end(build.slots.started[count - 1] ?? '');
    }
    expect((await done).ok).toBe(true);
    expect(requests).toBeLessThan(20);
  });
});

/** How much of each pool all builds use. */
class Usage {
  readonly #now = new Map<string, number>();
  readonly #most = new Map<string, number>();

  add(needs: Readonly<Record<string, number>>, sign: 1 | -1): void {
    for (const [pool, slots] of Object.entries(needs)) {
      const now = (this.#now.get(pool) ?? 0) + sign * slots;
      this.#now.set(pool, now);
      this.#most.set(pool, Math.max(now, this.mostOf(pool)));
    }
  }

  mostOf(pool: string): number {
    return this.#most.get(pool) ?? 0;
  }
}

/** Processes that end by themselves, after a time that depends on their names. */
class TimedSlots implements Slots {
  readonly size: number;
  readonly #used: Usage;
  readonly #needs: (name: string) => Readonly<Record<string, number>>;
  #running = 0;

  constructor(size: number, used: Usage, needs: (name: string) => Readonly<Record<string, number>>) {
    this.size = size;
    this.#used = used;
    this.#needs = needs;
  }

  async run({ args }: Launch): Promise<LaunchOutcome> {
    const [name = ''] = args;
    if (++this.#running > this.size) throw new Error('more processes than slots');
    this.#used.add(this.#needs(name), 1);
    await new Promise((resolve) => setTimeout(resolve, 10 + (Number(name.slice(1)) % 7) * 150));
    this.#used.add(this.#needs(name), -1);
    this.#running--;
    return DONE;
  }

  stop(): void {
    throw new Error('no build is stopped');
  }

  kill(): void {
    throw new Error('no build is stopped');
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

describe('several builds on one catalog', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const pools = ['x', 'y', 'z'] as const;
  const amounts = fc.record({ x: fc.nat(3), y: fc.nat(3), z: fc.nat(3) });
  const cases = fc.record({
    sizes: fc.record({
      x: fc.integer({ min: 3, max: 4 }),
      y: fc.integer({ min: 3, max: 5 }),
      z: fc.integer({ min: 3, max: 3 }),
    }),
    needs: fc.array(amounts, { minLength: 1, maxLength: 4 }),
    builds: fc.array(fc.record({ size: fc.integer({ min: 1, max: 4 }), tasks: fc.integer({ min: 1, max: 12 }) }), {
      minLength: 2,
      maxLength: 4,
    }),
  });

  test('never use more than a pool has, never wait for each other forever, and leave nothing behind', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ sizes, needs, builds }) => {
        const catalog = memoryCatalog();
        for (const pool of pools) await catalog.setPool(pool, sizes[pool]);
        const used = new Usage();
        const needsOf = (name: string): Readonly<Record<string, number>> =>
          needs[Number(name.slice(1)) % needs.length] ?? {};
        const kinds = new Map(
          needs.map((resources, kind) => {
            const positive = Object.fromEntries(Object.entries(resources).filter(([, slots]) => slots > 0));
            return [`//t:kind${String(kind)}`, { ...POLICY, resources: positive }] as const;
          }),
        );
        const fakes = builds.map(() => new FakeBuild());
        const runs = builds.map(({ size, tasks }, number) => {
          const slots = new TimedSlots(size, used, needsOf);
          const fake = fakes[number] ?? build;
          const names = Array.from({ length: tasks }, (_, index) => `t${String(number * 100 + index)}`);
          return fake.run(
            plan(
              ...names.map((name) => ({
                ...task(name),
                job: `//t:kind${String(Number(name.slice(1)) % needs.length)}`,
              })),
            ),
            {
              catalog,
              jobs: kinds,
              host: `h${String(number)}`,
              elapsed: () => Date.now(),
              executor: localExecutor({
                ...{ slots, resources: new Map(), stateDir: fake.dir, runfilesDir: fake.dir, env: {}, host: 'h' },
                elapsed: () => Date.now(),
                secrets: undefined,
              }),
            },
          );
        });
        const results = Promise.all(runs);
        const ended = { yes: false };
        void results.finally(() => (ended.yes = true));
        // An hour of the fake clock: far more than the tasks take one after the other.
        for (let step = 0; !ended.yes && step < 36_000; step++) {
          await jest.advanceTimersByTimeAsync(100);
          await new Promise(setImmediate);
        }
        expect(ended.yes).toBe(true);
        expect((await results).map(({ ok }) => ok)).toEqual(builds.map(() => true));
        for (const pool of pools) expect(used.mostOf(pool)).toBeLessThanOrEqual(sizes[pool]);
        expect((await catalog.pools()).flatMap(({ holders: held, waiting }) => [...held, ...waiting])).toEqual([]);
        for (const fake of fakes) await fake.remove();
      }),
      { numRuns: 40 },
    );
  });
});
