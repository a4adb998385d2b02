import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JobGraph, Plan, Pruned, Reason } from '../../base/model/index.js';
import { fakeJobGraph, fakePlan, fakePlannedTask, refs } from '../../dev/testing/index.js';
import { diff } from './diff.js';
import { graphDiffSchema } from './schema.js';

const pruned = (...texts: string[]): Pruned[] =>
  refs(...texts).map((ref) => ({ ref, manifest: `m-${ref}`, note: 'valid' }));

const jobGraphOf = (plan: Plan): JobGraph =>
  fakeJobGraph(
    plan.tasks.map(({ reason, ...task }) => {
      expect(reason).toBeDefined();
      return task;
    }),
  );

const RAW = fakePlannedTask({ outputs: ['raw/1'] });
const DAILY = fakePlannedTask({ outputs: ['daily/1'], inputs: ['raw/1'] });

test('reports plans as the same if they differ only in order or in the catalog snapshot', () => {
  const before = fakePlan([RAW, DAILY], { pruned: pruned('p', 'q') });
  const after = fakePlan([DAILY, RAW], { pruned: pruned('q', 'p'), catalog: { snapshot: 's2' } });
  const result = diff(before, after);
  expect(result.same).toBe(true);
  expect(result.new).toEqual({ graph: '//test:graph', kind: 'plan', tasks: 2, pruned: 2, snapshot: 's2' });
});

test('lists added and removed tasks and partitions', () => {
  const result = diff(fakePlan([RAW]), fakePlan([DAILY]));
  expect(result.same).toBe(false);
  expect(result.outputs).toEqual({ removed: ['raw/1'], added: ['daily/1'] });
  expect(result.tasks.removed.map(({ job }) => job)).toEqual(['//test:raw']);
  expect(result.tasks.added).toEqual([
    { id: DAILY.id, job: '//test:daily', outputs: ['daily/1'], reason: { kind: 'missing', refs: ['daily/1'] } },
  ]);
  expect(result.partitions.added).toEqual([
    {
      ref: 'daily/1',
      is: { state: 'run', task: DAILY.id, job: '//test:daily', reason: { kind: 'missing', refs: ['daily/1'] } },
    },
  ]);
});

test('reports a partition that was pruned and now runs as changed, with the reason', () => {
  const reason: Reason = { kind: 'job-major-changed', from: '1.0.0', to: '2.0.0' };
  const moved = fakePlannedTask({ outputs: ['raw/1'], jobVersion: '2.0.0', reason });
  const result = diff(fakePlan([DAILY], { pruned: pruned('raw/1') }), fakePlan([moved, DAILY]));
  expect(result.partitions.changed).toEqual([
    {
      ref: 'raw/1',
      old: { state: 'pruned', manifest: 'm-raw/1', note: 'valid' },
      new: { state: 'run', task: moved.id, job: '//test:raw', reason },
    },
  ]);
  // The new dependency of the other task is implied by this change.
  expect(result.tasks.changed).toEqual([]);
});

test('reports how a task changed, and its partitions as changed', () => {
  const after = fakePlannedTask({ outputs: ['raw/1'], config: { args: ['-v'] }, reason: { kind: 'forced' } });
  const result = diff(fakePlan([RAW]), fakePlan([after]));
  expect(result.tasks.changed).toEqual([
    {
      id: RAW.id,
      job: '//test:raw',
      outputs: ['raw/1'],
      reason: { kind: 'forced' },
      changes: [
        { field: 'args', index: 0, old: [], new: ['-v'] },
        { field: 'reason', old: { kind: 'missing', refs: ['raw/1'] }, new: { kind: 'forced' } },
      ],
    },
  ]);
  expect(result.partitions.changed.map((change) => change.ref)).toEqual(['raw/1']);
});

test('ignores the order of refs in a reason', () => {
  const before = fakePlannedTask({ outputs: ['a', 'b'], reason: { kind: 'missing', refs: refs('a', 'b') } });
  const after = fakePlannedTask({ outputs: ['a', 'b'], reason: { kind: 'missing', refs: refs('b', 'a') } });
  expect(diff(fakePlan([before]), fakePlan([after])).same).toBe(true);
});

test('reports a ref as changed if another task of the same job makes it', () => {
  const [before, after] = ['a b', 'b c'].map((pair) => fakePlannedTask({ job: '//test:j', outputs: pair.split(' ') }));
  if (before === undefined || after === undefined) throw new Error('expected two tasks');
  const result = diff(fakePlan([before]), fakePlan([after]));
  expect(result.partitions.changed.map(({ ref: changed, new: is }) => [changed, is])).toEqual([
    ['b', { state: 'run', task: after.id, job: '//test:j', reason: after.reason }],
  ]);
  expect(result.partitions.removed.map((partition) => partition.ref)).toEqual(['a']);
});

test('reports a removed dependency between two tasks', () => {
  const before = fakePlan([RAW, DAILY]);
  const after = { ...before, tasks: before.tasks.map((task) => ({ ...task, dependsOn: [] })) };
  expect(diff(before, after).tasks.changed.map(({ changes }) => changes)).toEqual([
    [{ field: 'dependsOn', removed: [RAW.id], added: [] }],
  ]);
});

test('lists changed, added and removed jobs', () => {
  const job = { version: '1.0.0', configure: 'a'.repeat(64), run: 'b'.repeat(64) };
  const before = fakePlan([], { jobs: { '//:kept': job, '//:moved': job, '//:gone': job, '//:also-moved': job } });
  const after = fakePlan([], {
    jobs: {
      '//:new': job,
      '//:moved': { version: '1.1.0', configure: 'c'.repeat(64), run: 'd'.repeat(64) },
      '//:also-moved': { ...job, run: 'd'.repeat(64) },
      '//:kept': { ...job },
    },
  });
  const result = diff(before, after);
  expect(result.same).toBe(false);
  expect(result.jobs).toEqual({
    removed: ['//:gone'],
    added: ['//:new'],
    changed: [
      { label: '//:also-moved', changes: [{ field: 'run', old: job.run, new: 'd'.repeat(64) }] },
      {
        label: '//:moved',
        changes: [
          { field: 'version', old: '1.0.0', new: '1.1.0' },
          { field: 'run', old: job.run, new: 'd'.repeat(64) },
          { field: 'configure', old: job.configure, new: 'c'.repeat(64) },
        ],
      },
    ],
  });
});

test('ignores ids, validity, estimates and replaced manifests', () => {
  const later = { ...RAW, replaces: ['m1'], estimate: { ms: 5, samples: 2 } };
  const after = fakePlan([later], {
    id: '2'.repeat(64),
    validity: 'content',
    estimate: { totalMs: 5, criticalPathMs: 5, unknownTasks: 0, samples: 2 },
  });
  expect(diff(fakePlan([RAW]), after).same).toBe(true);
});

test('a plan differs from its job graph in the pruned partitions, but not in reasons', () => {
  const planned = fakePlan([DAILY], { pruned: pruned('raw/1') });
  const result = diff(jobGraphOf(fakePlan([RAW, DAILY])), planned);
  expect([result.same, result.old.kind, result.new.kind]).toEqual([false, 'job-graph', 'plan']);
  expect(result.tasks.changed).toEqual([]);
  expect(result.partitions.changed.map((change) => [change.ref, change.new.state])).toEqual([['raw/1', 'pruned']]);
});

const plans = fc
  .record({
    tasks: fc.uniqueArray(
      fc.record({
        number: fc.nat(5),
        jobVersion: fc.constantFrom('1.0.0', '1.1.0', '2.0.0'),
        args: fc.array(fc.constantFrom('a', 'b'), { maxLength: 3 }),
        inputs: fc.uniqueArray(fc.constantFrom('r0', 'r1', 'r2'), { maxLength: 2 }),
        forced: fc.boolean(),
      }),
      { selector: ({ number }) => number },
    ),
    present: fc.uniqueArray(fc.constantFrom('r0', 'r1', 'r2', 'r3'), { maxLength: 4 }),
  })
  .map(({ tasks, present }) => {
    const made = tasks.map(({ number, forced, args, ...task }) =>
      fakePlannedTask({
        ...task,
        job: `//test:j${String(number % 2)}`,
        outputs: [`r${String(number)}`, `s${String(number)}`],
        config: { args },
        ...(forced && { reason: { kind: 'forced' } }),
      }),
    );
    const built = new Set<string>(made.flatMap(({ config }) => config.outputs));
    return fakePlan(made, { pruned: pruned(...present.filter((text) => !built.has(text))) });
  });

test('swapping the two sides swaps added and removed, and old and new', () => {
  fc.assert(
    fc.property(plans, plans, (before, after) => {
      const [there, back] = [diff(before, after), diff(after, before)];
      expect(back.same).toBe(there.same);
      expect([back.jobs.added, back.jobs.removed]).toEqual([there.jobs.removed, there.jobs.added]);
      expect(back.tasks.added).toEqual(there.tasks.removed);
      expect(back.tasks.removed).toEqual(there.tasks.added);
      expect(back.tasks.changed.map(({ id }) => id)).toEqual(there.tasks.changed.map(({ id }) => id));
      expect(back.partitions.added).toEqual(there.partitions.removed);
      expect(back.partitions.changed).toEqual(
        there.partitions.changed.map((change) => ({ ref: change.ref, old: change.new, new: change.old })),
      );
    }),
  );
});

test('reports plans as the same exactly when they are equal after sorting', () => {
  const sorted = (plan: Plan): unknown => [
    plan.outputs.toSorted(),
    Object.entries(plan.jobs).sort(([left], [right]) => (left < right ? -1 : 1)),
    plan.tasks
      .map(({ dependsOn, config, ...task }) => ({
        ...task,
        dependsOn: dependsOn.toSorted(),
        config: { ...config, inputs: config.inputs.toSorted((left, right) => (left.ref < right.ref ? -1 : 1)) },
      }))
      .sort((left, right) => (left.id < right.id ? -1 : 1)),
    plan.pruned.toSorted((left, right) => (left.ref < right.ref ? -1 : 1)),
  ];
  fc.assert(
    fc.property(plans, plans, fc.boolean(), (before, other, shuffle) => {
      const after = shuffle
        ? { ...before, tasks: before.tasks.toReversed(), pruned: before.pruned.toReversed() }
        : other;
      const equal = JSON.stringify(sorted(before)) === JSON.stringify(sorted(after));
      expect(diff(before, after).same).toBe(equal);
    }),
  );
});

test('every difference matches the published schema', () => {
  fc.assert(
    fc.property(plans, plans, (before, after) => {
      const result = diff(before, after);
      expect(graphDiffSchema().parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
    }),
  );
});

test('compares 100,000 tasks', () => {
  const tasks = Array.from({ length: 100_000 }, (_, number) =>
    fakePlannedTask({ job: '//test:j', outputs: [`r${String(number)}`] }),
  );
  const result = diff(fakePlan(tasks), fakePlan(tasks.slice(1).reverse()));
  expect([result.tasks.removed.length, result.tasks.changed.length]).toEqual([1, 0]);
});
