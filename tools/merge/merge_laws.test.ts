import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { diff } from '../diff/index.js';
import {
  taskId,
  type DataDep,
  type JobGraph,
  type PartitionRef,
  type Plan,
  type Reason,
  type Task,
} from '../model/index.js';
import { readPlan, writePlan } from '../plan/index.js';
import type { MergeFailure } from './failure.js';
import type { MergeSource } from './gather.js';
import { merge } from './merge.js';

/** Merging is associative, commutative and idempotent: shown on random plans and job graphs, with conflicts and without. */

const TASKS = 7;

const refOf = (text: string): PartitionRef => text as PartitionRef;

/** Two refs a task, so that sets have an order to lose. */
const outputsOf = (number: number): PartitionRef[] => ['a', 'b'].map((half) => refOf(`r${String(number)}/${half}`));
const EVERY_REF = Array.from({ length: TASKS }, (_, number) => outputsOf(number)).flat();

const someRefs = fc.subarray(EVERY_REF, { minLength: 1, maxLength: 3 });

const reasons: fc.Arbitrary<Reason> = fc.oneof(
  someRefs.map((refs): Reason => ({ kind: 'missing', refs })),
  someRefs.map((refs): Reason => ({ kind: 'input-changed', refs })),
  fc.subarray(['args', 'env', 'code'], { minLength: 1 }).map((fields): Reason => ({ kind: 'content-changed', fields })),
  fc
    .constantFrom('0.0.0', '9.0.0', '10.0.0')
    .map((from): Reason => ({ kind: 'job-major-changed', from, to: '11.0.0' })),
  fc.constant<Reason>({ kind: 'forced' }),
);

/** What all sources agree on: the inputs of each task. Materialize inputs lead to lower numbers, queries anywhere. */
const worlds: fc.Arbitrary<Task[]> = fc
  .array(
    fc.record({
      needs: fc.array(fc.nat(2 * TASKS - 1), { maxLength: 3 }),
      looksAt: fc.subarray(EVERY_REF, { maxLength: 2 }),
    }),
    {
      minLength: TASKS,
      maxLength: TASKS,
    },
  )
  .map((rows) =>
    rows.map(({ needs, looksAt }, number): Task => {
      const inputs: DataDep[] = [];
      if (number > 0)
        for (const pick of needs) inputs.push({ depType: 'materialize', ref: refAt(pick % (2 * number)) });
      for (const ref of looksAt) inputs.push({ depType: 'query', ref });
      return {
        id: taskId('//:j', outputsOf(number)),
        job: '//:j',
        jobVersion: '1.0.0',
        config: {
          outputs: outputsOf(number),
          inputs,
          args: [String(number)],
          env: { B: '1', A: '2' },
          executable: 'run',
        },
        dependsOn: [],
        versionKey: `key ${String(number)}`,
      };
    }),
  );

function refAt(index: number): PartitionRef {
  const ref = EVERY_REF[index];
  if (ref === undefined) throw new RangeError(`no ref ${String(index)}`);
  return ref;
}

/** How a source departs from what all agree on; each can make a conflict. */
type Departure = 'none' | 'version' | 'args' | 'needs-later' | 'batch';

interface View {
  readonly numbers: readonly number[];
  readonly reversed: boolean;
  readonly departure: Departure;
  readonly departing: number;
  readonly reasons: readonly Reason[];
  readonly outputs: readonly PartitionRef[];
  readonly pruned: Plan['pruned'];
  readonly snapshot: string;
  readonly graph: string;
}

const viewsWith = (departures: readonly Departure[]): fc.Arbitrary<View> =>
  fc.record({
    numbers: fc.shuffledSubarray(Array.from({ length: TASKS }, (_, number) => number)),
    reversed: fc.boolean(),
    departure: fc.constantFrom(...departures),
    departing: fc.nat(TASKS - 1),
    reasons: fc.array(reasons, { minLength: TASKS, maxLength: TASKS }),
    outputs: fc.shuffledSubarray(EVERY_REF),
    pruned: fc.array(
      fc.record({
        ref: fc.constantFrom(...EVERY_REF),
        manifest: fc.constantFrom('m1', 'm2'),
        note: fc.constantFrom('valid' as const, 'masked-minor-change' as const),
      }),
      { maxLength: 4 },
    ),
    snapshot: fc.constantFrom('s1', 's2', 's3'),
    graph: fc.constantFrom('//:g', '//:h'),
  });

const PEACEFUL = viewsWith(['none']);
const QUARRELSOME = viewsWith(['none', 'none', 'none', 'none', 'version', 'args', 'needs-later', 'batch']);

function depart(task: Task, number: number, view: View): Task {
  if (number !== view.departing) return task;
  const { config } = task;
  switch (view.departure) {
    case 'none':
      return task;
    case 'version':
      return { ...task, jobVersion: '2.0.0', versionKey: 'other' };
    case 'args':
      return { ...task, config: { ...config, args: [...config.args, '-v'] } };
    case 'needs-later': {
      const input: DataDep = { depType: 'materialize', ref: refAt(EVERY_REF.length - 1) };
      return { ...task, config: { ...config, inputs: [...config.inputs, input] } };
    }
    case 'batch': {
      const outputs = [config.outputs[0] ?? refAt(0), refOf(`only ${String(number)}`)];
      return { ...task, id: taskId(task.job, outputs), config: { ...config, outputs } };
    }
  }
}

function sourceOf(world: readonly Task[], view: View, planned: boolean): JobGraph | Plan {
  const tasks = view.numbers.flatMap((number) => {
    const task = world[number];
    if (task === undefined) return [];
    const { config, ...rest } = depart(task, number, view);
    const turned = view.reversed
      ? {
          outputs: config.outputs.toReversed(),
          inputs: config.inputs.toReversed(),
          env: Object.fromEntries(Object.entries(config.env).reverse()),
        }
      : {};
    const reason = view.reasons[number] ?? { kind: 'forced' as const };
    return [{ ...rest, config: { ...config, ...turned }, ...(planned && { reason }) }];
  });
  const graph: JobGraph = { schemaVersion: 1, graph: view.graph, outputs: [...view.outputs], tasks };
  if (!planned) return graph;
  return {
    ...graph,
    tasks: tasks.map((task) => ({ ...task, reason: task.reason ?? { kind: 'forced' } })),
    pruned: view.pruned,
    catalog: { snapshot: view.snapshot },
  };
}

const sourcesWith = (views: fc.Arbitrary<View>, kinds: readonly ('plans' | 'jobGraphs' | 'mixed')[]) =>
  fc
    .tuple(worlds, fc.array(views, { minLength: 3, maxLength: 4 }), fc.constantFrom(...kinds))
    .map(([world, some, kind]): [MergeSource, MergeSource, MergeSource, ...MergeSource[]] => {
      const all = some.map((view, index) => {
        const planned = kind === 'plans' || (kind === 'mixed' && index === 0);
        return { name: `${String(index)}.json`, graph: sourceOf(world, view, planned) };
      });
      const [one, two, three, ...more] = all;
      if (one === undefined || two === undefined || three === undefined) throw new Error('three sources at least');
      return [one, two, three, ...more];
    });

const peaceful = sourcesWith(PEACEFUL, ['plans', 'jobGraphs']);
const quarrelsome = sourcesWith(QUARRELSOME, ['plans', 'plans', 'jobGraphs', 'jobGraphs', 'mixed']);

const text = (graph: JobGraph | Plan): string => [...writePlan(graph)].join('');

/** The merged file, or the failures: what a caller sees. */
function outcome(sources: readonly MergeSource[]): string | MergeFailure[] {
  const result = merge(sources);
  return result.ok ? text(result.value) : result.error;
}

/** Merges into a source again; nothing, where that fails. */
function asSource(...sources: (MergeSource | undefined)[]): MergeSource | undefined {
  const given = sources.filter((source) => source !== undefined);
  if (given.length < sources.length) return undefined;
  const result = merge(given);
  return result.ok ? { name: given.map(({ name }) => name).join('+'), graph: result.value } : undefined;
}

const textOf = (source: MergeSource | undefined): string => (source === undefined ? 'failed' : text(source.graph));

test('commutative: any order of the sources gives the same bytes, or the same failures', () => {
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

test('associative: however sources are put in brackets, the bytes are the same, or it fails', () => {
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

test('idempotent: what is merged already changes nothing', () => {
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

test('sources that agree always merge, and failures never go away by adding sources', () => {
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

test('a merged plan can be read and run: in order, and nobody starts before what it needs', () => {
  fc.assert(
    fc.property(peaceful, (sources) => {
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
      expect(readPlan(text(result.value))).toEqual({ ok: true, value: result.value });
      const built = new Set(tasks.flatMap(({ config }) => config.outputs));
      expect(result.value.pruned.filter(({ ref }) => built.has(ref))).toEqual([]);
    }),
  );
});

test('brings a graph into its one form without changing what it says', () => {
  fc.assert(
    fc.property(peaceful, ([source]) => {
      const alone = asSource(source);
      if (alone === undefined) throw new Error('a source that agrees with itself');
      const { partitions, tasks, outputs } = diff(source.graph, alone.graph);
      expect([...partitions.added, ...tasks.added, ...tasks.removed, ...outputs.added, ...outputs.removed]).toEqual([]);
      // The random sources do not say what waits for what, and prune what they build.
      expect(tasks.changed.flatMap(({ changes }) => changes).filter(({ field }) => field !== 'dependsOn')).toEqual([]);
    }),
  );
});

test('what was asked for in parts is, merged, what it is when asked for at once', () => {
  const requests = fc.array(fc.shuffledSubarray(EVERY_REF), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(worlds, requests, (world, parts) => {
      const sources = parts.map((refs, index) => ({ name: String(index), graph: closure(world, refs) }));
      const atOnce = [{ name: 'all', graph: closure(world, [...new Set(parts.flat())]) }];
      expect(outcome(sources)).toEqual(outcome(atOnce));
    }),
  );
});

/** The job graph that makes some refs from nothing, found the slow way. */
function closure(world: readonly Task[], refs: readonly PartitionRef[]): JobGraph {
  const tasks = new Set<Task>();
  const follow = (ref: PartitionRef): void => {
    const maker = world.find(({ config }) => config.outputs.includes(ref));
    if (maker === undefined || tasks.has(maker)) return;
    for (const input of maker.config.inputs) if (input.depType === 'materialize') follow(input.ref);
    tasks.add(maker);
  };
  refs.forEach(follow);
  return { schemaVersion: 1, graph: '//:g', outputs: [...refs], tasks: [...tasks] };
}

test('the random sources do quarrel, in every way', () => {
  const seen = new Map<string, number>();
  for (const sources of fc.sample(quarrelsome, { numRuns: 500, seed: 1 })) {
    const result = merge(sources);
    const what = result.ok ? ['merged'] : result.error.map(({ reason }) => reason);
    for (const reason of new Set(what)) seen.set(reason, (seen.get(reason) ?? 0) + 1);
  }
  for (const what of ['merged', 'kinds-mixed', 'task-differs', 'refs-claimed-twice', 'merge-cycle']) {
    expect([what, (seen.get(what) ?? 0) > 10]).toEqual([what, true]);
  }
});
