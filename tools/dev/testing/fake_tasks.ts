import {
  PLAN_SCHEMA_VERSION,
  taskId,
  type DataDep,
  type JobGraph,
  type PartitionRef,
  type Plan,
  type PlannedTask,
  type Task,
  type TaskConfig,
} from '../../base/model/index.js';
import { refs } from './fake_graph.js';

/** The fields of a task that a test gives. All others are derived from them. */
export interface FakeTask extends Partial<Omit<Task, 'config'>> {
  readonly outputs: readonly string[];
  /** Refs of inputs. A leading `?` marks a query input. */
  readonly inputs?: readonly string[];
  readonly config?: Partial<TaskConfig>;
}

/** A task of the job `//test:<text before the slash of its first output>`, with keys derived from its id. */
export function fakeTask({ outputs, inputs = [], config, ...rest }: FakeTask): Task {
  const job = rest.job ?? `//test:${outputs[0]?.split('/')[0] ?? ''}`;
  const id = rest.id ?? taskId(job, refs(...outputs));
  return {
    id,
    job,
    jobVersion: '0.0.0',
    config: {
      outputs: refs(...outputs),
      inputs: inputs.map(input),
      args: [],
      env: {},
      executable: '_main/test/run',
      ...config,
    },
    dependsOn: [],
    versionKey: `version of ${id}`,
    contentKey: `content of ${id}`,
    ...rest,
  };
}

/** The same in a plan. The reason is that its outputs are missing, unless the test gives another. */
export function fakePlannedTask(fake: FakeTask | Task): PlannedTask {
  const task = 'outputs' in fake ? fakeTask(fake) : fake;
  return { ...task, reason: task.reason ?? { kind: 'missing', refs: task.config.outputs } };
}

/** A graph `//test:graph` of tasks. Each depends on the makers of its materialize inputs. */
export function fakeJobGraph<T extends Task>(
  tasks: readonly T[],
  overrides: Partial<JobGraph> = {},
): JobGraph & { tasks: T[] } {
  const makers = new Map<PartitionRef, string>();
  for (const { id, config } of tasks) for (const ref of config.outputs) makers.set(ref, id);
  return {
    schemaVersion: PLAN_SCHEMA_VERSION,
    graph: '//test:graph',
    graphDigest: 'f'.repeat(64),
    jobs: Object.fromEntries(
      tasks.map(({ job, jobVersion }) => [
        job,
        { version: jobVersion, configure: 'c'.repeat(64), run: 'd'.repeat(64) },
      ]),
    ),
    outputs: tasks.flatMap(({ config }) => config.outputs),
    ...overrides,
    tasks: tasks.map((task) => {
      const made = task.config.inputs.filter(({ depType }) => depType === 'materialize');
      const dependsOn = [...new Set(made.flatMap(({ ref }) => makers.get(ref) ?? []))];
      return task.dependsOn.length > 0 ? task : { ...task, dependsOn };
    }),
  };
}

/** A plan that runs all of the tasks. */
export function fakePlan(tasks: readonly (FakeTask | Task)[], overrides: Partial<Plan> = {}): Plan {
  return {
    ...fakeJobGraph(tasks.map(fakePlannedTask)),
    id: '1'.repeat(64),
    pruned: [],
    catalog: { snapshot: '0' },
    ...overrides,
  };
}

function input(text: string): DataDep {
  return text.startsWith('?')
    ? { depType: 'query', ref: text.slice(1) as PartitionRef }
    : { depType: 'materialize', ref: text as PartitionRef };
}
