import { expect, test } from '@jest/globals';
import { memoryCatalog } from '../../catalog/index.js';
import { contentKey, versionKey, type JobGraph, type Plan, type Task } from '../../base/model/index.js';
import { fakeJobGraph, fakeTask, refs } from '../../dev/testing/index.js';
import { plan, type PlanDeps } from './plan.js';
import type { PlanRequest } from './request.js';
import { record } from './testing/index.js';

const CODE = 'd'.repeat(64);

/**
 * Layers of 100 tasks. Each task needs three tasks of the layer below. The keys are those that an analysis would
 * compute for this code.
 */
function layered(tasks: number, code = CODE): Task[] {
  const WIDTH = 100;
  const all: Task[] = [];
  for (let number = 0; number < tasks; number++) {
    const layer = Math.floor(number / WIDTH);
    const below = layer === 0 ? [] : [0, 1, 50].map((offset) => (number + offset) % WIDTH);
    const task = fakeTask({
      job: `//test:j${layer % 7}`,
      outputs: [`l${layer}/${number % WIDTH}`],
      inputs: below.map((place) => `l${layer - 1}/${place}`),
    });
    const { job, jobVersion, config } = task;
    const inputs = below.flatMap((place) => all[(layer - 1) * WIDTH + place] ?? []);
    const inputKeys = (key: 'versionKey' | 'contentKey'): string[] => inputs.map((input) => input[key]);
    all.push({
      ...task,
      versionKey: versionKey(job, jobVersion, config.outputs, inputKeys('versionKey')),
      contentKey: contentKey(job, code, config, inputKeys('contentKey')),
    });
  }
  return all;
}

interface Counted {
  /** The number of reads of a task's fields. */
  reads: number;
  /** Calls of the catalog, with their name and the number of refs or ids. */
  readonly calls: [string, number][];
}

const counting = (graph: JobGraph, work: Counted): JobGraph => ({
  ...graph,
  tasks: graph.tasks.map(
    (task) =>
      new Proxy(task, {
        get: (target, field, self) => {
          work.reads++;
          return Reflect.get(target, field, self) as unknown;
        },
      }),
  ),
});

async function workOf(
  tasks: readonly Task[],
  recorded: readonly Task[],
  request: PlanRequest,
): Promise<{ made: Plan; work: Counted }> {
  const catalog = memoryCatalog();
  await record(recorded, catalog);
  const work: Counted = { reads: 0, calls: [] };
  const counted: PlanDeps['catalog'] = {
    current: (asked) => {
      work.calls.push(['current', asked.length]);
      return catalog.current(asked);
    },
    manifests: (asked) => {
      work.calls.push(['manifests', asked.length]);
      return catalog.manifests(asked);
    },
    data: (asked) => {
      work.calls.push(['data', asked.length]);
      return catalog.data(asked);
    },
    durations: (jobs, sample) => {
      work.calls.push(['durations', 0]);
      return catalog.durations(jobs, sample);
    },
    snapshot: () => {
      work.calls.push(['snapshot', 0]);
      return catalog.snapshot();
    },
  };
  const graph = fakeJobGraph(tasks, { outputs: refs(...tasks.slice(-100).flatMap(({ config }) => config.outputs)) });
  const made = await plan(counting(graph, work), request, { catalog: counted, jobs: [] });
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return { made: made.value, work };
}

const bottom = refs(...Array.from({ length: 100 }, (_, place) => `l0/${place}`));

test.each<[string, number, (count: number) => Task[], PlanRequest, number]>([
  ['if the catalog is empty', 100_000, () => [], {}, 1],
  ['if everything is forced', 10_000, layered, { forceDownstream: bottom }, 1],
  ['if everything is downstream of what is refreshed', 10_000, layered, { refresh: bottom }, 1],
  ['if everything is masked', 10_000, (count) => layered(count, 'e'.repeat(64)), {}, 0],
  ['if everything is stale', 10_000, (count) => layered(count).map((task) => ({ ...task, versionKey: 'old' })), {}, 1],
])(
  'the work for each task is the same in a large plan as in a small one, %s',
  async (_, most, was, request, share) => {
    const costOf = async (count: number) => {
      const { made, work } = await workOf(layered(count), was(count), request);
      expect(made.tasks).toHaveLength(count * share);
      return { reads: work.reads / count, calls: work.calls.map(([name, asked]) => ({ name, asked: asked / count })) };
    };
    const [small, large] = [await costOf(2000), await costOf(most)];
    expect(large.reads).toBeLessThan(small.reads * 1.05);
    expect(large.calls.map(({ name }) => name)).toEqual(small.calls.map(({ name }) => name));
    // One call each for the snapshot, the current manifests of the requested tasks, those of the others, durations, the
    // manifests of stale tasks, and those of their inputs.
    expect(large.calls.length).toBeLessThanOrEqual(6);
    for (const { asked } of large.calls) expect(asked).toBeLessThanOrEqual(1);
  },
  60_000,
);
