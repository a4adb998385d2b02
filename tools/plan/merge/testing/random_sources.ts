import fc from 'fast-check';
import type { MergeSource } from '../index.js';
import { fakeJobGraph, fakePlan, fakeTask, refs } from '../../../dev/testing/index.js';
import {
  taskId,
  type DataDep,
  type JobDefinition,
  type JobGraph,
  type PartitionRef,
  type Plan,
  type Reason,
  type Task,
} from '../../../base/model/index.js';

/** The number of tasks in the random plans and job graphs. */

const TASKS = 7;

/** Two refs per task, so that sets can be in different orders. */
const outputsOf = (number: number): PartitionRef[] => refs(...['a', 'b'].map((half) => `r${String(number)}/${half}`));
export const EVERY_REF = Array.from({ length: TASKS }, (_, number) => outputsOf(number)).flat();

const jobOf = (number: number): string => `//:j${String(number % 3)}`;

const someRefs = fc.subarray(EVERY_REF, { minLength: 1, maxLength: 3 });

const reasons: fc.Arbitrary<Reason> = fc.oneof(
  someRefs.map((refs): Reason => ({ kind: 'missing', refs })),
  someRefs.map((refs): Reason => ({ kind: 'input-changed', refs })),
  fc.subarray(['args', 'env', 'code'], { minLength: 1 }).map((fields): Reason => ({ kind: 'content-changed', fields })),
  fc
    .constantFrom('0.0.0', '9.0.0', '10.0.0')
    .map((from): Reason => ({ kind: 'job-major-changed', from, to: '11.0.0' })),
  someRefs.map((refs): Reason => ({ kind: 'input-refreshed', refs })),
  fc.constantFrom<Reason>({ kind: 'forced' }, { kind: 'refreshed' }),
);

const estimates: fc.Arbitrary<Task['estimate']> = fc.oneof(
  fc.constantFrom<Task['estimate']>(undefined, 'unknown'),
  fc.record({ ms: fc.nat(3), samples: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ samples: fc.integer({ min: 1, max: 3 }), ms: fc.nat(3) }),
);

/**
 * The tasks that all sources agree on, with their inputs. Materialize inputs refer to tasks with lower numbers,
 * queries to any task.
 */
export const worlds: fc.Arbitrary<Task[]> = fc
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
      return fakeTask({
        job: jobOf(number),
        outputs: outputsOf(number),
        config: { inputs, args: [String(number)], env: { B: '1', A: '2' } },
      });
    }),
  );

function refAt(index: number): PartitionRef {
  const ref = EVERY_REF[index];
  if (ref === undefined) throw new RangeError(`no ref ${String(index)}`);
  return ref;
}

/** How a source differs from the others. Each kind can cause a conflict. */
type Departure = 'none' | 'version' | 'code' | 'args' | 'needs-later' | 'batch';

interface GraphView {
  readonly numbers: readonly number[];
  readonly reversed: boolean;
  readonly departure: Departure;
  readonly departing: number;
  readonly reasons: readonly Reason[];
  /** For each task, the manifests that it replaces, and how long it takes. */
  readonly replaces: readonly Task['replaces'][];
  readonly estimates: readonly Task['estimate'][];
  readonly runsIf: readonly Task['runsIf'][];
  /** Whether the plan has an estimate. */
  readonly estimated: boolean;
  readonly validity: Plan['validity'];
  readonly outputs: readonly PartitionRef[];
  readonly pruned: Plan['pruned'];
  readonly snapshot: string;
  readonly graph: string;
}

const viewsWith = (departures: readonly Departure[]): fc.Arbitrary<GraphView> =>
  fc.record({
    numbers: fc.shuffledSubarray(Array.from({ length: TASKS }, (_, number) => number)),
    reversed: fc.boolean(),
    departure: fc.constantFrom(...departures),
    departing: fc.nat(TASKS - 1),
    reasons: fc.array(reasons, { minLength: TASKS, maxLength: TASKS }),
    replaces: fc.array(fc.option(fc.shuffledSubarray(['m1', 'm2', 'm3']), { nil: undefined }), {
      minLength: TASKS,
      maxLength: TASKS,
    }),
    estimates: fc.array(estimates, { minLength: TASKS, maxLength: TASKS }),
    runsIf: fc.array(fc.constantFrom(undefined, 'inputs-differ' as const), { minLength: TASKS, maxLength: TASKS }),
    estimated: fc.boolean(),
    validity: fc.constantFrom(undefined, undefined, 'presence', 'version', 'content'),
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
const QUARRELSOME = viewsWith(['none', 'none', 'none', 'none', 'version', 'code', 'args', 'needs-later', 'batch']);

function depart(task: Task, number: number, view: GraphView): Task {
  if (number !== view.departing) return task;
  const { config } = task;
  switch (view.departure) {
    case 'none':
      return task;
    case 'version':
      return { ...task, jobVersion: '2.0.0', versionKey: 'other' };
    case 'code':
      return { ...task, contentKey: 'other' };
    case 'args':
      return { ...task, config: { ...config, args: [...config.args, '-v'] } };
    case 'needs-later': {
      const input: DataDep = { depType: 'materialize', ref: refAt(EVERY_REF.length - 1) };
      return { ...task, config: { ...config, inputs: [...config.inputs, input] } };
    }
    case 'batch': {
      const outputs = refs(config.outputs[0] ?? '', `only ${String(number)}`);
      return { ...task, id: taskId(task.job, outputs), config: { ...config, outputs } };
    }
  }
}

function jobsOf(view: GraphView): JobGraph['jobs'] {
  const same = { version: '1.0.0', configure: 'c'.repeat(64), run: 'd'.repeat(64) };
  const jobs = Array.from({ length: TASKS }, (_, number): [string, JobDefinition] => [jobOf(number), same]);
  if (view.departure === 'version') jobs.push([jobOf(view.departing), { ...same, version: '2.0.0' }]);
  if (view.departure === 'code') jobs.push([jobOf(view.departing), { ...same, run: 'e'.repeat(64) }]);
  // Each graph has a job that the others do not have.
  jobs.push([`${view.graph} only`, same]);
  return Object.fromEntries(view.reversed ? [...new Map(jobs)].reverse() : jobs);
}

function sourceOf(world: readonly Task[], view: GraphView, planned: boolean): JobGraph | Plan {
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
    return [{ ...rest, config: { ...config, ...turned }, number }];
  });
  const shared = {
    graph: view.graph,
    graphDigest: `digest of ${view.graph}`,
    jobs: jobsOf(view),
    outputs: [...view.outputs],
  };
  if (!planned)
    return fakeJobGraph(
      tasks.map(({ number: _number, ...task }) => task),
      shared,
    );
  const withReasons = tasks.map(({ number, ...task }) => {
    const [reason, replaces, estimate] = [view.reasons[number], view.replaces[number], view.estimates[number]];
    const runsIf = view.runsIf[number];
    return {
      ...task,
      reason: reason ?? { kind: 'forced' as const },
      ...(replaces && { replaces }),
      ...(runsIf && { runsIf }),
      ...(estimate && { estimate }),
    };
  });
  return fakePlan(withReasons, {
    ...shared,
    pruned: view.pruned,
    catalog: { snapshot: view.snapshot },
    ...(view.validity && { validity: view.validity }),
    ...(view.estimated && { estimate: { totalMs: 0, criticalPathMs: 0, unknownTasks: 0, samples: 0 } }),
  });
}

const sourcesWith = (views: fc.Arbitrary<GraphView>, kinds: readonly ('plans' | 'jobGraphs' | 'mixed')[]) =>
  fc
    .tuple(worlds, fc.array(views, { minLength: 3, maxLength: 4 }), fc.constantFrom(...kinds))
    .map(([world, some, kind]): [MergeSource, MergeSource, MergeSource, ...MergeSource[]] => {
      const all = some.map((view, index) => {
        const planned = kind === 'plans' || (kind === 'mixed' && index === 0);
        return { name: `${String(index)}.json`, graph: sourceOf(world, view, planned) };
      });
      const [one, two, three, ...more] = all;
      if (one === undefined || two === undefined || three === undefined)
        throw new Error('expected at least three sources');
      return [one, two, three, ...more];
    });

/** At least three sources that agree. */
export const peaceful = sourcesWith(PEACEFUL, ['plans', 'jobGraphs']);
/** At least three sources that may have conflicts of every kind. */
export const quarrelsome = sourcesWith(QUARRELSOME, ['plans', 'plans', 'jobGraphs', 'jobGraphs', 'mixed']);
