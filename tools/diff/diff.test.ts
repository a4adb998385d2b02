import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { taskId, type JobGraph, type PartitionRef, type Plan, type PlannedTask, type Reason } from '../model/index.js';
import { diff } from './diff.js';
import { GraphDiffSchema } from './schema.js';

const ref = (text: string): PartitionRef => text as PartitionRef;

interface TaskOptions {
  readonly inputs?: readonly string[];
  readonly args?: readonly string[];
  readonly version?: string;
  readonly reason?: Reason;
}

function makeTask(job: string, outputs: readonly string[], options: TaskOptions = {}): PlannedTask {
  const refs = outputs.map(ref);
  return {
    id: taskId(job, refs),
    job,
    jobVersion: options.version ?? '1.0.0',
    config: {
      outputs: refs,
      inputs: (options.inputs ?? []).map((input) => ({ depType: 'materialize', ref: ref(input) })),
      args: [...(options.args ?? [])],
      env: {},
      executable: `_main/${job}`,
    },
    dependsOn: [],
    versionKey: `${job} ${options.version ?? '1.0.0'}`,
    reason: options.reason ?? { kind: 'missing', refs },
  };
}

function makePlan(tasks: readonly PlannedTask[], pruned: readonly string[] = [], snapshot = 's1'): Plan {
  const byRef = new Map(tasks.flatMap((task) => task.config.outputs.map((output) => [output, task.id] as const)));
  return {
    schemaVersion: 1,
    graph: '//:graph',
    outputs: tasks.flatMap(({ config }) => config.outputs),
    tasks: tasks.map((task) => ({
      ...task,
      dependsOn: task.config.inputs.flatMap((input) => byRef.get(input.ref) ?? []),
    })),
    pruned: pruned.map((text) => ({ ref: ref(text), manifest: `m-${text}`, note: 'valid' })),
    catalog: { snapshot },
  };
}

function jobGraphOf({ schemaVersion, graph, outputs, tasks }: Plan): JobGraph {
  return {
    schemaVersion,
    graph,
    outputs,
    tasks: tasks.map(({ reason, ...task }) => {
      expect(reason).toBeDefined();
      return task;
    }),
  };
}

const RAW = makeTask('//:raw', ['raw/1']);
const DAILY = makeTask('//:daily', ['daily/1'], { inputs: ['raw/1'] });

test('a plan is the same as itself, and as one that lists things in another order or was made a little later', () => {
  const before = makePlan([RAW, DAILY], ['p', 'q']);
  const after = makePlan([DAILY, RAW], ['q', 'p'], 's2');
  const result = diff(before, after);
  expect(result.same).toBe(true);
  expect(result.new).toEqual({ graph: '//:graph', kind: 'plan', tasks: 2, pruned: 2, snapshot: 's2' });
});

test('lists tasks and partitions that came and went', () => {
  const result = diff(makePlan([RAW]), makePlan([DAILY]));
  expect(result.same).toBe(false);
  expect(result.outputs).toEqual({ removed: ['raw/1'], added: ['daily/1'] });
  expect(result.tasks.removed.map(({ job }) => job)).toEqual(['//:raw']);
  expect(result.tasks.added).toEqual([
    { id: DAILY.id, job: '//:daily', outputs: ['daily/1'], reason: { kind: 'missing', refs: ['daily/1'] } },
  ]);
  expect(result.partitions.added).toEqual([
    {
      ref: 'daily/1',
      is: { state: 'run', task: DAILY.id, job: '//:daily', reason: { kind: 'missing', refs: ['daily/1'] } },
    },
  ]);
});

test('a partition that was pruned and now runs has changed, with the reason', () => {
  const reason: Reason = { kind: 'job-major-changed', from: '1.0.0', to: '2.0.0' };
  const moved = makeTask('//:raw', ['raw/1'], { version: '2.0.0', reason });
  const result = diff(makePlan([DAILY], ['raw/1']), makePlan([moved, DAILY]));
  expect(result.partitions.changed).toEqual([
    {
      ref: 'raw/1',
      old: { state: 'pruned', manifest: 'm-raw/1', note: 'valid' },
      new: { state: 'run', task: moved.id, job: '//:raw', reason },
    },
  ]);
  // That the other task now waits for this one goes without saying.
  expect(result.tasks.changed).toEqual([]);
});

test('says how a task changed, and that its partitions did', () => {
  const after = makeTask('//:raw', ['raw/1'], { args: ['-v'], reason: { kind: 'forced' } });
  const result = diff(makePlan([RAW]), makePlan([after]));
  expect(result.tasks.changed).toEqual([
    {
      id: RAW.id,
      job: '//:raw',
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

test('a reason whose refs come in another order is the same reason', () => {
  const before = makeTask('//:j', ['a', 'b'], { reason: { kind: 'missing', refs: [ref('a'), ref('b')] } });
  const after = makeTask('//:j', ['a', 'b'], { reason: { kind: 'missing', refs: [ref('b'), ref('a')] } });
  expect(diff(makePlan([before]), makePlan([after])).same).toBe(true);
});

test('a ref that another batch of the same job makes has changed', () => {
  const [before, after] = [makeTask('//:j', ['a', 'b']), makeTask('//:j', ['b', 'c'])];
  const result = diff(makePlan([before]), makePlan([after]));
  expect(result.partitions.changed.map(({ ref: changed, new: is }) => [changed, is])).toEqual([
    ['b', { state: 'run', task: after.id, job: '//:j', reason: after.reason }],
  ]);
  expect(result.partitions.removed.map((partition) => partition.ref)).toEqual(['a']);
});

test('two tasks that no longer wait for each other have changed', () => {
  const before = makePlan([RAW, DAILY]);
  const after = { ...before, tasks: before.tasks.map((task) => ({ ...task, dependsOn: [] })) };
  expect(diff(before, after).tasks.changed.map(({ changes }) => changes)).toEqual([
    [{ field: 'dependsOn', removed: [RAW.id], added: [] }],
  ]);
});

test('a plan differs from the job graph it was made of in what is pruned, not in reasons', () => {
  const planned = makePlan([DAILY], ['raw/1']);
  const result = diff(jobGraphOf(makePlan([RAW, DAILY])), planned);
  expect([result.same, result.old.kind, result.new.kind]).toEqual([false, 'job-graph', 'plan']);
  expect(result.tasks.changed).toEqual([]);
  expect(result.partitions.changed.map((change) => [change.ref, change.new.state])).toEqual([['raw/1', 'pruned']]);
});

const plans = fc
  .record({
    tasks: fc.uniqueArray(
      fc.record({
        number: fc.nat(5),
        version: fc.constantFrom('1.0.0', '1.1.0', '2.0.0'),
        args: fc.array(fc.constantFrom('a', 'b'), { maxLength: 3 }),
        inputs: fc.uniqueArray(fc.constantFrom('r0', 'r1', 'r2'), { maxLength: 2 }),
        forced: fc.boolean(),
      }),
      { selector: ({ number }) => number },
    ),
    pruned: fc.uniqueArray(fc.constantFrom('r0', 'r1', 'r2', 'r3'), { maxLength: 4 }),
  })
  .map(({ tasks, pruned }) => {
    const made = tasks.map(({ number, forced, ...options }) =>
      makeTask('//:j', [`r${String(number)}`, `s${String(number)}`], {
        ...options,
        ...(forced && { reason: { kind: 'forced' } }),
      }),
    );
    return makePlan(
      made,
      pruned.filter((text) => !made.some((task) => task.config.outputs.includes(ref(text)))),
    );
  });

test('the way back is the way there, the other way round', () => {
  fc.assert(
    fc.property(plans, plans, (before, after) => {
      const [there, back] = [diff(before, after), diff(after, before)];
      expect(back.same).toBe(there.same);
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

test('says the same exactly where sorting both plans makes them equal', () => {
  const sorted = (plan: Plan): unknown => [
    plan.outputs.toSorted(),
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

test('every difference fits the schema that is published for it', () => {
  fc.assert(
    fc.property(plans, plans, (before, after) => {
      const result = diff(before, after);
      expect(GraphDiffSchema.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
    }),
  );
});

test('compares 100,000 tasks', () => {
  const tasks = Array.from({ length: 100_000 }, (_, number) => makeTask('//:j', [`r${String(number)}`]));
  const result = diff(makePlan(tasks), makePlan(tasks.slice(1).reverse()));
  expect([result.tasks.removed.length, result.tasks.changed.length]).toEqual([1, 0]);
});
