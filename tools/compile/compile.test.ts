import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { targetsOf } from '../base/graph/index.js';
import { fakeJob } from '../dev/testing/index.js';
import { poolsOf } from './pools.js';
import { excessOf, tasksOf } from './slice.js';
import { compileFor, JOBS, SAMPLE, samplePlan } from './testing/index.js';
import type { Limits } from './target.js';
import { stageGraph, unitsOf, type Stage, type Unit, type Units } from './units.js';

const byLabel = new Map(JOBS.map((job) => [job.label, job]));

test('groups tasks into units by job and batch, and units into stages by job and level', () => {
  const grouped = unitsOf(SAMPLE.tasks, byLabel);
  expect(grouped.units.map(({ tasks }) => tasks.map(({ config }) => config.outputs[0]))).toEqual([
    ...SAMPLE.tasks.slice(0, 4).map(({ config }) => [config.outputs[0]]),
    ['b/1'],
    ['b/2'],
    ['c/1', 'c/2'],
    ['c/3'],
  ]);
  expect(grouped.stages.map(({ job, level, first, count }) => [job.label, level, first, count])).toEqual([
    ['//test:a', 0, 0, 4],
    ['//test:b', 1, 4, 2],
    ['//test:c', 2, 6, 2],
  ]);
  expect(targetsOf(grouped.ordered, 6)).toEqual([4, 5]);
  expect(targetsOf(grouped.needed, 6)).toEqual([4]);
  expect(targetsOf(stageGraph(grouped), 2)).toEqual([1]);
});

/** Plans of up to three jobs, of which one has batches. Each task depends on tasks before it. */
const PLANS = fc
  .array(fc.record({ job: fc.constantFrom('a', 'b', 'c'), needs: fc.array(fc.nat(30), { maxLength: 3 }) }), {
    minLength: 1,
    maxLength: 30,
  })
  .map((rows) => {
    const refOf = (number: number): string => `${rows[number]?.job ?? ''}/${String(number)}`;
    return samplePlan(
      rows.map(({ needs }, number) => ({
        outputs: [refOf(number)],
        inputs: needs.filter((other) => other < number).map(refOf),
      })),
    );
  });

test('units come after all that they wait for, and have every task once', () => {
  fc.assert(
    fc.property(PLANS, ({ tasks }) => {
      const { units, ordered } = unitsOf(tasks, byLabel);
      const unitOf = new Map(units.flatMap((unit, position) => unit.tasks.map(({ id }) => [id, position] as const)));
      expect(unitOf.size).toBe(tasks.length);
      for (const { id, dependsOn } of tasks) {
        const unit = unitOf.get(id)!;
        const before = targetsOf(ordered, unit);
        for (const other of dependsOn) expect(before).toContain(unitOf.get(other));
        for (const other of before) expect(other).toBeLessThan(unit);
      }
    }),
  );
});

test('slices have every task once, each needs only earlier ones, and as many as are offered fit', () => {
  fc.assert(
    fc.property(PLANS, fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 4 }), ({ tasks }, most, stages) => {
      const limits = { units: most, stages };
      const units = unitsOf(tasks, byLabel);
      const of = excessOf(units, limits)?.slices ?? 1;
      const done = new Set<string>();
      for (let number = 1; number <= of; number++) {
        const slice = tasksOf({ number, of }, units, limits);
        if (of > 1) expect(excessOf(unitsOf(slice, byLabel, units), limits)).toBeUndefined();
        for (const { id, dependsOn } of slice) {
          for (const other of dependsOn) expect(done).toContain(other);
          done.add(id);
        }
      }
      expect(done.size).toBe(tasks.length);
    }),
  );
});

/** Stages of equally many units, as far as slices look at them. */
const unitsOfStages = (stages: number, count: number): Units => ({
  ...unitsOf([], byLabel),
  units: Array.from({ length: stages * count }, (_, number) => ({ stage: Math.floor(number / count) })) as Unit[],
  stages: Array.from({ length: stages }, () => ({})) as Stage[],
});

test('no more slices are offered than needed', () => {
  const slices = (units: Units, limits: Limits): number | undefined => excessOf(units, limits)?.slices;
  expect(slices(unitsOfStages(10, 100_000), { units: 10_000 })).toBe(100);
  expect(slices(unitsOfStages(10, 100_000), { units: 5000 })).toBe(200);
  expect(slices(unitsOfStages(10, 100_000), { units: 200_000, stages: 10_000 })).toBe(5);
  expect(slices(unitsOfStages(20_000, 3), { stages: 10_000 })).toBe(2);
  expect(slices(unitsOfStages(600, 2), { units: 50_000, stages: 256 })).toBe(3);
});

test('jobs that share a resource with a limit share a pool, as deep as the neediest of them allows', () => {
  const [one, two, three, four] = [
    fakeJob('one', { resources: { warehouse: 1, cpu: 8 } }),
    fakeJob('two', { resources: { warehouse: 2, api: 1 } }),
    fakeJob('three', { resources: { api: 3 } }),
    fakeJob('four', { resources: { gpu: 1 } }),
  ] as const;
  const stages = [one, two, three, four].map((job) => ({ job, level: 0, first: 0, count: 1 }));
  const limits = new Map(Object.entries({ warehouse: 8, api: 6, gpu: 5 }));
  const { pools, poolOf } = poolsOf(stages, limits);
  expect([one, two, three].map((job) => poolOf.get(job))).toEqual([0, 0, 0]);
  expect(poolOf.get(four)).toBe(1);
  expect(pools).toEqual([2, 5]);
  expect(poolsOf(stages, new Map())).toEqual({ pools: [], poolOf: new Map() });
});

/** Chains of ten tasks. */
const LARGE = samplePlan(
  Array.from({ length: 100_000 }, (_, number) => ({
    outputs: [`a/${String(number)}`],
    inputs: number % 10 === 0 ? [] : [`a/${String(number - 1)}`],
  })),
);

test('refuses what it cannot compile, with a reason', async () => {
  const empty = samplePlan([]);
  expect(await compileFor('bash', empty)).toMatchObject({ error: { reason: 'compile-plan-empty' } });
  const other = samplePlan([{ outputs: ['x/1'] }]);
  expect(await compileFor('bash', other)).toMatchObject({ error: { reason: 'compile-unknown-job', job: '//test:x' } });
  const slice = { number: 99, of: 100 };
  expect(await compileFor('bash', SAMPLE, { slice })).toMatchObject({
    error: { reason: 'compile-slice-empty', slice },
  });
  const jobs = JOBS.map((job) => ({ ...job, resources: { warehouse: 2 } }));
  const settings = { resources: new Map([['warehouse', 1]]) };
  expect(await compileFor('ninja', SAMPLE, { jobs, settings })).toMatchObject({
    error: { reason: 'compile-resource-short', job: '//test:a', resource: 'warehouse', needed: 2, limit: 1 },
  });
  const needs = async (target: string, settings: object): Promise<unknown> => compileFor(target, SAMPLE, { settings });
  expect(await needs('k8s-jobs', { image: undefined })).toMatchObject({ error: { needs: 'image' } });
  expect(await needs('argo', { task: undefined })).toMatchObject({ error: { needs: 'task' } });
  expect(await needs('airflow', { sharedCatalog: false })).toMatchObject({ error: { needs: 'shared-catalog' } });
});

test.each(['bash', 'make', 'ninja', 'slurm'])(
  'a plan of 100,000 tasks becomes %s in small pieces, never as one text',
  async (target) => {
    const compiled = await compileFor(target, LARGE);
    if (!compiled.ok) throw new Error(compiled.error.reason);
    expect(compiled.value.units).toBe(100_000);
    let whole = 0;
    let longest = 0;
    for (const { chunks } of compiled.value.files) {
      for (const chunk of chunks) {
        whole += chunk.length;
        longest = Math.max(longest, chunk.length);
      }
    }
    expect(whole).toBeGreaterThan(40_000_000);
    expect(longest).toBeLessThan(1024 * 1024);
  },
);

test('the header says which slice it is, and nothing in it begins a new line', async () => {
  const compiled = await compileFor('make', samplePlan([{ outputs: ['a/1'] }, { outputs: ['a/2'] }]), {
    slice: { number: 2, of: 2 },
  });
  if (!compiled.ok) throw new Error(compiled.error.reason);
  const [makefile] = compiled.value.files;
  const text = [...(makefile?.chunks as Iterable<string>)].join('');
  expect(text).toMatch(
    /^# Plan [0-9a-f]{64} of \/\/test:graph, compiled to make, slice 2 of 2, by DataBuild 1\.2\.3\.\n# The/,
  );
  expect(text.match(/^done\//gm)).toHaveLength(1);
});
