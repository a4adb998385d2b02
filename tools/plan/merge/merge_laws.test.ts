import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { diff } from '../diff/index.js';
import type { JobGraph, PartitionRef, Plan, Task } from '../../base/model/index.js';
import { readPlan, writePlan } from '../plan/index.js';
import { fakeJobGraph } from '../../dev/testing/index.js';
import type { MergeFailure } from './failure.js';
import type { MergeSource } from './gather.js';
import { merge } from './merge.js';
import { EVERY_REF, peaceful, quarrelsome, worlds } from './testing/index.js';

/**
 * These tests check on random plans and job graphs, with and without conflicts, that merging is associative,
 * commutative and idempotent.
 */

const text = (graph: JobGraph | Plan): string => [...writePlan(graph)].join('');

/** The text of the merged file, or the failures. */
function outcome(sources: readonly MergeSource[]): string | MergeFailure[] {
  const result = merge(sources);
  return result.ok ? text(result.value) : result.error;
}

/** Merges sources into a new source; undefined if that fails. */
function asSource(...sources: (MergeSource | undefined)[]): MergeSource | undefined {
  const given = sources.filter((source) => source !== undefined);
  if (given.length < sources.length) return undefined;
  const result = merge(given);
  return result.ok ? { name: given.map(({ name }) => name).join('+'), graph: result.value } : undefined;
}

const textOf = (source: MergeSource | undefined): string => (source === undefined ? 'failed' : text(source.graph));

test('is commutative: any order of the sources gives the same bytes, or the same failures', () => {
  fc.assert(
    fc.property(
      quarrelsome.chain((sources) =>
        fc.tuple(fc.constant(sources), fc.shuffledSubarray(sources, { minLength: sources.length })),
      ),
      ([sources, shuffled]) => {
        expect(outcome(shuffled)).toEqual(outcome(sources));
      },
    ),
    { numRuns: 500 },
  );
});

test('is associative: any grouping of the sources gives the same bytes, or fails', () => {
  fc.assert(
    fc.property(quarrelsome, ([one, two, three]) => {
      const together = textOf(asSource(one, two, three));
      expect(textOf(asSource(asSource(one, two), three))).toBe(together);
      expect(textOf(asSource(one, asSource(two, three)))).toBe(together);
      expect(textOf(asSource(asSource(one, three), two))).toBe(together);
    }),
    { numRuns: 500 },
  );
});

test('is idempotent: merging a source again changes nothing', () => {
  fc.assert(
    fc.property(peaceful, ([one, two, three]) => {
      const alone = textOf(asSource(one));
      expect(textOf(asSource(one, { ...one, name: 'again' }))).toBe(alone);
      expect(textOf(asSource(asSource(one)))).toBe(alone);
      const all = asSource(one, two, three);
      expect(textOf(asSource(all, two))).toBe(textOf(all));
      expect(textOf(asSource(all, asSource(one, three)))).toBe(textOf(all));
    }),
    { numRuns: 300 },
  );
});

test('merges sources that agree, and still fails if sources are added to a conflict', () => {
  fc.assert(
    fc.property(peaceful, (sources) => {
      expect(merge(sources).ok).toBe(true);
    }),
  );
  fc.assert(
    fc.property(quarrelsome, ([one, two, ...more]) => {
      if (!merge([one, two]).ok) expect(merge([one, two, ...more]).ok).toBe(false);
    }),
  );
});

test('a merged plan can be read, and every task comes after those that it needs', async () => {
  await fc.assert(
    fc.asyncProperty(peaceful, async (sources) => {
      const result = merge(sources);
      if (!result.ok) throw new Error(JSON.stringify(result.error));
      const { tasks } = result.value;
      const seen = new Set<string>();
      for (const task of tasks as readonly Task[]) {
        for (const id of task.dependsOn) expect(seen).toContain(id);
        for (const { depType, ref } of task.config.inputs) {
          const maker = tasks.find(({ config }) => config.outputs.includes(ref));
          if (depType === 'materialize' && maker !== undefined) expect(task.dependsOn).toContain(maker.id);
        }
        seen.add(task.id);
      }
      const everyId = new Set(sources.flatMap(({ graph }) => (graph.tasks as readonly Task[]).map(({ id }) => id)));
      expect(seen).toEqual(everyId);
      if (!('pruned' in result.value)) return;
      expect(await readPlan([Buffer.from(text(result.value))])).toEqual({ ok: true, value: result.value });
      const built = new Set(tasks.flatMap(({ config }) => config.outputs));
      expect(result.value.pruned.filter(({ ref }) => built.has(ref))).toEqual([]);
    }),
  );
});

test('brings a graph into canonical form without changing its meaning', () => {
  fc.assert(
    fc.property(peaceful, ([source]) => {
      const alone = asSource(source);
      if (alone === undefined) throw new Error('a single source must merge');
      const { partitions, tasks, outputs } = diff(source.graph, alone.graph);
      expect([...partitions.added, ...tasks.added, ...tasks.removed, ...outputs.added, ...outputs.removed]).toEqual([]);
      // The random sources have no dependencies for query inputs, and prune partitions that they build.
      expect(tasks.changed.flatMap(({ changes }) => changes).filter(({ field }) => field !== 'dependsOn')).toEqual([]);
    }),
  );
});

test('merging the graphs of several requests gives the graph of one request for all refs', () => {
  const requests = fc.array(fc.shuffledSubarray(EVERY_REF), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(worlds, requests, (world, parts) => {
      const sources = parts.map((refs, index) => ({ name: String(index), graph: closure(world, refs) }));
      const atOnce = [{ name: 'all', graph: closure(world, [...new Set(parts.flat())]) }];
      expect(outcome(sources)).toEqual(outcome(atOnce));
    }),
  );
});

/** The job graph that makes some refs from nothing, found by a simple search. */
function closure(world: readonly Task[], refs: readonly PartitionRef[]): JobGraph {
  const tasks = new Set<Task>();
  const follow = (ref: PartitionRef): void => {
    const maker = world.find(({ config }) => config.outputs.includes(ref));
    if (maker === undefined || tasks.has(maker)) return;
    for (const input of maker.config.inputs) if (input.depType === 'materialize') follow(input.ref);
    tasks.add(maker);
  };
  refs.forEach(follow);
  return fakeJobGraph([...tasks], { jobs: {}, outputs: [...refs] });
}

test('the random sources have conflicts of every kind', () => {
  const seen = new Map<string, number>();
  for (const sources of fc.sample(quarrelsome, { numRuns: 500, seed: 1 })) {
    const result = merge(sources);
    const what = result.ok ? ['merged'] : result.error.map(({ reason }) => reason);
    for (const reason of new Set(what)) seen.set(reason, (seen.get(reason) ?? 0) + 1);
  }
  for (const what of ['merged', 'kinds-mixed', 'job-differs', 'task-differs', 'refs-claimed-twice', 'merge-cycle']) {
    expect([what, (seen.get(what) ?? 0) > 10]).toEqual([what, true]);
  }
});
