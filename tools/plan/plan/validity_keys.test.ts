import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JobGraph, Task } from '../../base/model/index.js';
import {
  analyzeWorld,
  edit,
  makerOf,
  originOf,
  refsOf,
  sameContent,
  sameVersion,
  Story,
  world,
  type World,
} from './testing/index.js';

const NUM_RUNS = { numRuns: 60 };

/** Ranks that put a list into a random order. */
const shuffle = fc.array(fc.nat(), { minLength: 10, maxLength: 10 });

function shuffled<T>(items: readonly T[], by: readonly number[]): T[] {
  return items
    .map((item, place) => ({ item, rank: by[place % by.length] ?? 0 }))
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ item }) => item);
}

/** Keys by task id. */
const keysOf = ({ tasks }: JobGraph): Map<string, Pick<Task, 'versionKey' | 'contentKey'>> =>
  new Map(tasks.map(({ id, versionKey, contentKey }) => [id, { versionKey, contentKey }]));

test('keys do not depend on any order in the graph, nor on which other refs are requested', async () => {
  await fc.assert(
    fc.asyncProperty(world, shuffle, fc.nat(), async (is, by, subset) => {
      const refs = refsOf(is);
      const keys = keysOf(await analyzeWorld(is, refs));
      const turned: World = {
        jobs: Object.fromEntries(shuffled(Object.entries(is.jobs), by)),
        configs: shuffled(is.configs, by).map((config) => ({
          ...config,
          outputs: shuffled(config.outputs, by),
          inputs: shuffled(config.inputs, by),
          env: Object.fromEntries(shuffled(Object.entries(config.env), by)),
        })),
      };
      const some = shuffled(refs, by).slice(subset % refs.length);
      const others = keysOf(await analyzeWorld(turned, some));
      expect(others.size).toBeGreaterThan(0);
      for (const [id, pair] of others) expect(keys.get(id)).toEqual(pair);
    }),
    NUM_RUNS,
  );
});

test('two keys are equal exactly when everything that they cover is equal, upstream included', async () => {
  await fc.assert(
    fc.asyncProperty(world, fc.array(edit, { minLength: 1, maxLength: 4 }), async (start, edits) => {
      const story = new Story(start);
      const tasksOf = async () => {
        const { tasks } = await story.analyzed(refsOf(story.world));
        return tasks.map((task) => {
          const config = makerOf(task.config.outputs[0] ?? '', story.world);
          return { task, origin: originOf(config, story.world) };
        });
      };
      const before = await tasksOf();
      edits.forEach((each) => {
        story.edit(each);
      });
      const after = await tasksOf();
      for (const one of [...before, ...after]) {
        for (const other of after) {
          const told = [one.task.versionKey === other.task.versionKey, one.task.contentKey === other.task.contentKey];
          expect(told).toEqual([sameVersion(one.origin, other.origin), sameContent(one.origin, other.origin)]);
        }
      }
    }),
    NUM_RUNS,
  );
});

test('a query input is part of neither key', async () => {
  const job = { version: [0, 0, 0], code: '', validity: 'version', digest: undefined } as const;
  const reader = { job: 'a', outputs: ['r'], args: [], env: {}, executable: 'run' };
  const keys = async (inputs: World['configs'][number]['inputs'], code: string) => {
    const queried = { job: 'b', outputs: ['q'], inputs: [], args: [], env: {}, executable: 'run' };
    const is = { jobs: { a: job, b: { ...job, code } }, configs: [queried, { ...reader, inputs }] };
    return [...keysOf(await analyzeWorld(is, refsOf(is).slice(1))).values()].at(-1);
  };
  const query = [{ depType: 'query', ref: 'q' } as const];
  expect(await keys(query, 'old')).toEqual(await keys([], 'old'));
  expect(await keys(query, 'old')).toEqual(await keys(query, 'new'));
});
