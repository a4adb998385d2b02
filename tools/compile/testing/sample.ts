import type { JobDescriptor, Plan, Result } from '../../base/model/index.js';
import { fakeJob, fakePlan, fakePlannedTask, type FakeTask } from '../../dev/testing/index.js';
import { planId } from '../../plan/plan/index.js';
import { compile, type CompiledPlan } from '../compile.js';
import type { CompileFailure } from '../failure.js';
import type { Slice } from '../slice.js';
import type { CompileSettings } from '../target.js';
import { TARGETS } from '../targets.js';

/** A plan of tasks, with its real id. Inputs depend on their makers, also those that are only queried. */
export function samplePlan(tasks: readonly FakeTask[]): Plan {
  const made = fakePlan(tasks);
  const makers = new Map(made.tasks.flatMap(({ id, config }) => config.outputs.map((ref) => [ref, id])));
  const linked = made.tasks.map((task) => {
    const dependsOn = [...new Set(task.config.inputs.flatMap(({ ref }) => makers.get(ref) ?? []))];
    return fakePlannedTask({ ...task, dependsOn });
  });
  const plan = { ...made, tasks: linked };
  return { ...plan, id: planId(plan) };
}

/** Refs that would do harm if anything interpreted them. */
export const HARMFUL = [
  'a/$(touch harm) `touch harm`',
  `a/"it's"; touch harm #`,
  'a/%s {{ x }} ${{ y }} \\n',
  'a/é 日本 ‮',
];

/** Four tasks with harmful refs; a job with retries; a batch; and a task that only queries one. */
export const SAMPLE = samplePlan([
  ...HARMFUL.map((ref) => ({ outputs: [ref] })),
  { outputs: ['b/1'], inputs: HARMFUL.slice(0, 2) },
  { outputs: ['b/2'], inputs: HARMFUL.slice(2, 3) },
  { outputs: ['c/1'], inputs: ['b/1', '?b/2'] },
  { outputs: ['c/2'], inputs: ['b/1'] },
  { outputs: ['c/3'], inputs: ['b/1'] },
]);

export const JOBS: readonly JobDescriptor[] = [
  fakeJob('a', { resources: { cpu: 2, warehouse: 2 } }),
  fakeJob('b', {
    retries: 1,
    retryDelayMs: 50,
    timeoutMs: 60_000,
    expectedDurationMs: 2000,
    resources: { memory_mb: 512, gpu: 1, warehouse: 1 },
  }),
  fakeJob('c', { batch: 2 }),
];

export interface Overrides {
  readonly jobs?: readonly JobDescriptor[];
  readonly slice?: Slice;
  readonly settings?: Partial<CompileSettings>;
}

/** Compiles a plan for a target that has all that it requires. */
export function compileFor(
  target: string,
  plan: Plan,
  { jobs = JOBS, slice, settings }: Overrides = {},
): Promise<Result<CompiledPlan, CompileFailure>> {
  const found = TARGETS.get(target);
  if (found === undefined) throw new Error(`no target ${target}`);
  return compile(plan, jobs, {
    target: found,
    settings: {
      task: '/opt/g/g.task',
      stateDir: '/databuild/state',
      dataDir: '/databuild/data',
      sharedCatalog: found.requires.includes('shared-catalog'),
      image: found.requires.includes('image') ? 'registry.example/g:1' : undefined,
      passEnv: [],
      resources: new Map(),
      ...settings,
    },
    slice,
    version: '1.2.3',
    command: `bazel run //test:graph.compile -- --to ${target} plan.json`,
  });
}
