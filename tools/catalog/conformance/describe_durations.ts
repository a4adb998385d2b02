import { describe, expect, test } from '@jest/globals';
import { manifestOf, took } from './manifests.js';
import { all, type CatalogPlace, type Subject } from './subject.js';

/** How long the tasks of jobs took. */
export function describeDurations({ catalog }: Subject<CatalogPlace>): void {
  describe('durations', () => {
    test('are those of the newest manifests of each job, newest first', async () => {
      const c = await catalog();
      await c.record([
        manifestOf('j1', ['a'], { job: '//:j', ...took(10) }),
        manifestOf('k1', ['b'], { job: '//:k', ...took(7_200_001) }),
        manifestOf('j2', ['a'], { job: '//:j', ...took(30) }),
      ]);
      await c.record([manifestOf('j3', ['c'], { job: '//:j', ...took(20) })]);

      const jobs = ['//:j', '//:k', '//:never', '//:j'];
      expect(await c.durations(jobs, 10)).toEqual(
        new Map([
          ['//:j', [20, 30, 10]],
          ['//:k', [7_200_001]],
        ]),
      );
      expect(await c.durations(jobs, 2)).toEqual(
        new Map([
          ['//:j', [20, 30]],
          ['//:k', [7_200_001]],
        ]),
      );
      expect(await c.durations([], 10)).toEqual(new Map());
      expect(await c.durations(jobs, 0)).toEqual(new Map());
    });

    test('count built manifests only, and count as 0 if the clock was set back', async () => {
      const c = await catalog();
      await c.record([
        manifestOf('m1', ['a'], { ...took(10), origin: 'built' }),
        manifestOf('m2', ['a'], { ...took(20), origin: 'adopted' }),
        manifestOf('m3', ['a'], { ...took(30), origin: 'blessed' }),
        manifestOf('m4', ['b'], took(-40)),
      ]);
      expect(await c.durations(['//jobs:j'], 10)).toEqual(new Map([['//jobs:j', [0, 10]]]));
    });

    test('include forgotten refs until their manifests are garbage-collected', async () => {
      const c = await catalog();
      await c.record([manifestOf('m1', ['a'], took(10)), manifestOf('m2', ['b'], took(20))]);
      await c.forget(['a', 'b'].map((text) => manifestOf('', [text]).outputs).flat());
      expect(await c.durations(['//jobs:j'], 10)).toEqual(new Map([['//jobs:j', [20, 10]]]));
      await c.gc({ keepLast: 0 });
      expect(await c.durations(['//jobs:j'], 10)).toEqual(new Map());
    });

    test('include imported manifests, in the order in which they were recorded', async () => {
      const [from, to] = [await catalog(), await catalog()];
      await from.record(Array.from({ length: 5 }, (_, i) => manifestOf(`m${String(i)}`, [`a/${String(i)}`], took(i))));
      const lines = await all(from.exportLines());
      await to.importLines(lines.toReversed());
      expect(await to.durations(['//jobs:j'], 3)).toEqual(new Map([['//jobs:j', [4, 3, 2]]]));
    });

    test('of 2,000 jobs are found in one query', async () => {
      const c = await catalog();
      const jobs = Array.from({ length: 2_000 }, (_, i) => `//jobs:j${String(i)}`);
      await c.record(
        jobs.flatMap((job, i) =>
          [1, 2, 3].map((round) =>
            manifestOf(`m${String(i)}-${String(round)}`, [`${String(i)}/${String(round)}`], {
              job,
              ...took(i + round),
            }),
          ),
        ),
      );
      const found = await c.durations(jobs, 2);
      expect(found.size).toBe(2_000);
      expect(found.get('//jobs:j1999')).toEqual([2_002, 2_001]);
    }, 60_000);
  });
}
