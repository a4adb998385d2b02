import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CurrentManifest } from '../catalog/index.js';
import { taskId, type JobGraph, type PartitionRef, type Plan, type Task } from '../model/index.js';
import { refs } from '../testing/index.js';
import { plan } from './plan.js';

/** A task that makes some refs from others; a leading `?` makes an input a query. */
function task(outputs: readonly string[], inputs: readonly string[] = [], dependsOn: readonly Task[] = []): Task {
  return {
    id: taskId('//test:a', refs(...outputs)),
    job: '//test:a',
    jobVersion: '0.0.0',
    config: {
      outputs: refs(...outputs),
      inputs: inputs.map((input) => ({
        depType: input.startsWith('?') ? 'query' : 'materialize',
        ref: input.replace('?', '') as PartitionRef,
      })),
      args: [],
      env: {},
      executable: 'run',
    },
    dependsOn: dependsOn.map(({ id }) => id),
    versionKey: 'k',
  };
}

const graphOf = (tasks: Task[], ...outputs: string[]): JobGraph => ({
  schemaVersion: 1,
  graph: '//test:graph',
  outputs: refs(...outputs),
  tasks,
});

/** A catalog that has some refs, and counts what it is asked. */
function catalogOf(...present: string[]) {
  const asked: (readonly PartitionRef[])[] = [];
  const catalog = {
    current: (wanted: readonly PartitionRef[]) => {
      asked.push(wanted);
      const found = wanted.filter((ref) => present.includes(ref));
      return Promise.resolve(
        new Map<PartitionRef, CurrentManifest>(
          found.map((ref) => [ref, { id: `m:${ref}`, versionKey: 'k', contentKey: undefined }]),
        ),
      );
    },
    snapshot: () => Promise.resolve('snapshot-1'),
  };
  return { catalog, asked };
}

const planWith = (graph: JobGraph, ...present: string[]): Promise<Plan> =>
  plan(graph, { catalog: catalogOf(...present).catalog });

const runs = (made: Plan): string[] => made.tasks.map(({ config }) => config.outputs.join('+'));
const pruned = (made: Plan): string[] => made.pruned.map(({ ref }) => ref);

const c = task(['c']);
const b = task(['b'], ['c'], [c]);
const a = task(['a'], ['b'], [b]);
const chain = graphOf([c, b, a], 'a');

test('with an empty catalog everything runs, in the order of the graph, because its outputs are missing', async () => {
  const made = await planWith(chain);
  expect(made).toEqual({
    ...chain,
    tasks: chain.tasks.map((each) => ({ ...each, reason: { kind: 'missing', refs: each.config.outputs } })),
    pruned: [],
    catalog: { snapshot: 'snapshot-1' },
  });
});

test('what is present is pruned, with the manifest that proves it, and its upstream is not looked at', async () => {
  const made = await planWith(chain, 'b');
  expect(runs(made)).toEqual(['a']);
  expect(made.pruned).toEqual([{ ref: 'b', manifest: 'm:b', note: 'valid' }]);
});

test('dependencies on pruned tasks are gone', async () => {
  const made = await planWith(chain, 'b');
  expect(made.tasks[0]?.dependsOn).toEqual([]);
  expect((await planWith(chain, 'c')).tasks.map(({ dependsOn }) => dependsOn)).toEqual([[], [b.id]]);
});

test('with everything present nothing runs, and only what was asked for is listed', async () => {
  const made = await planWith(chain, 'a', 'b', 'c');
  expect(runs(made)).toEqual([]);
  expect(pruned(made)).toEqual(['a']);
});

test('a task that lacks one of its outputs runs, and says which', async () => {
  const both = task(['x', 'y', 'z']);
  const made = await planWith(graphOf([both], 'x'), 'x', 'z');
  expect(made.tasks[0]?.reason).toEqual({ kind: 'missing', refs: ['y'] });
  expect(made.pruned).toEqual([]);
});

test('of a pruned task only the outputs that something wanted are listed, in the order of its config', async () => {
  const both = task(['x', 'y', 'z']);
  const made = await planWith(graphOf([both, task(['w'], ['x'], [both])], 'w', 'z'), 'x', 'y', 'z');
  expect(runs(made)).toEqual(['w']);
  expect(pruned(made)).toEqual(['x', 'z']);
});

test('a query input is no reason to build, but keeps its order when both run', async () => {
  const reader = task(['r'], ['?q'], [task(['q'])]);
  expect(runs(await planWith(graphOf([task(['q']), reader], 'r')))).toEqual(['r']);
  const made = await planWith(graphOf([task(['q']), reader], 'r', 'q'));
  expect(runs(made)).toEqual(['q', 'r']);
  expect(made.tasks[1]?.dependsOn).toEqual([task(['q']).id]);
});

test('the catalog is asked once, about every ref of the graph', async () => {
  const { catalog, asked } = catalogOf();
  await plan(chain, { catalog });
  expect(asked).toEqual([['c', 'b', 'a']]);
});

test('agrees with a walk from the outputs that stops at what is present', async () => {
  const names = Array.from({ length: 9 }, (_, number) => `p${String(number)}`);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(8), fc.nat(8)), { maxLength: 20 }),
      fc.subarray(names),
      fc.subarray(names, { minLength: 1 }),
      async (pairs, present, outputs) => {
        const tasks: Task[] = [];
        for (const [number, name] of names.entries()) {
          const inputs = [...new Set(pairs.filter(([x, y]) => x === number && y < x).map(([, y]) => y))];
          tasks.push(
            task(
              [name],
              inputs.map((input) => names[input] ?? ''),
              inputs.flatMap((input) => tasks[input] ?? []),
            ),
          );
        }
        const wanted = new Set<string>(outputs);
        for (const name of wanted) {
          if (present.includes(name)) continue;
          for (const { ref } of tasks[names.indexOf(name)]?.config.inputs ?? []) wanted.add(ref);
        }
        const made = await planWith(graphOf(tasks, ...outputs), ...present);
        expect(runs(made)).toEqual(names.filter((name) => wanted.has(name) && !present.includes(name)));
        expect(pruned(made)).toEqual(names.filter((name) => wanted.has(name) && present.includes(name)));
      },
    ),
  );
});
