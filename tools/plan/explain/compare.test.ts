import { expect, test } from '@jest/globals';
import { memoryCatalog, type Catalog } from '../../catalog/index.js';
import type { Task } from '../../base/model/index.js';
import { record } from '../plan/testing/index.js';
import { fakeJobGraph, fakeTask, refs } from '../../dev/testing/index.js';
import { explain } from './explain.js';

const moved = (task: Task): Task => ({ ...task, versionKey: `new ${task.versionKey}` });

/**
 * Levels of two tasks, each of which reads both tasks of the level below. The number of paths doubles with each
 * level.
 */
const LEVELS = 60;
const diamonds = Array.from({ length: LEVELS }, (_, level) =>
  ['l', 'r'].map((side) =>
    fakeTask({
      outputs: [`${side}/${String(level)}`],
      inputs: level === 0 ? [] : [`l/${String(level - 1)}`, `r/${String(level - 1)}`],
    }),
  ),
).flat();

async function counted(tasks: readonly Task[]): Promise<{ catalog: Catalog; calls: Record<string, number> }> {
  const catalog = memoryCatalog();
  await record(tasks, catalog);
  const calls = { current: 0, manifests: 0, history: 0 };
  return {
    calls,
    catalog: {
      ...catalog,
      current: (asked) => (calls.current++, catalog.current(asked)),
      manifests: (ids) => (calls.manifests++, catalog.manifests(ids)),
      history: (asked) => (calls.history++, catalog.history(asked)),
    },
  };
}

test('compares each task of a lattice of diamonds once, with one query per level', async () => {
  const { catalog, calls } = await counted(diamonds);
  const top = refs(`l/${String(LEVELS - 1)}`, `r/${String(LEVELS - 1)}`);
  const { comparisons } = await explain(top, fakeJobGraph(diamonds.map(moved)), { catalog, jobs: [] });
  expect(comparisons).toHaveLength(2 * LEVELS);
  // The plan that tells which tasks may not run makes queries of its own.
  expect(calls.manifests).toBeLessThanOrEqual(LEVELS + 3);
  expect(calls.current).toBeLessThanOrEqual(3);
  expect(calls.history).toBe(0);
});

test('needs no more queries for many refs than for one', async () => {
  const below = fakeTask({ outputs: ['x/0'] });
  const above = Array.from({ length: 500 }, (_, number) =>
    fakeTask({ outputs: [`y/${String(number)}`], inputs: ['x/0'] }),
  );
  const missing = Array.from({ length: 500 }, (_, number) => fakeTask({ outputs: [`z/${String(number)}`] }));
  const tasks = [below, ...above, ...missing].map(moved);
  const queries = async (asked: readonly Task[]): Promise<Record<string, number>> => {
    const { catalog, calls } = await counted([below, ...above]);
    const outputs = asked.flatMap(({ config }) => config.outputs);
    const { partitions } = await explain(outputs, fakeJobGraph(tasks), { catalog, jobs: [] });
    expect(partitions).toHaveLength(asked.length);
    return calls;
  };
  expect(await queries([...above, ...missing])).toEqual(await queries([...above.slice(0, 1), ...missing.slice(0, 1)]));
});

test('compares an input deeply enough for two refs that need it by version and by content', async () => {
  const c = fakeTask({ outputs: ['c/1'] });
  const b = fakeTask({ outputs: ['b/1'], inputs: ['c/1'] });
  const byVersion = fakeTask({ outputs: ['s/1'], inputs: ['b/1'] });
  const e = fakeTask({ outputs: ['e/1'], inputs: ['b/1'] });
  const byContent = fakeTask({ outputs: ['d/1'], inputs: ['e/1'] });
  const { catalog } = await counted([c, b, byVersion, e, byContent]);
  const content = (task: Task): Task => ({ ...task, contentKey: 'new' });
  const graph = fakeJobGraph([content(c), ...[b, byVersion, e, byContent].map((task) => content(moved(task)))]);
  const jobs = ['b', 'c', 'd', 'e'].map((name) => ({ label: `//test:${name}`, validity: 'content' as const }));
  const outputsOf = async (...asked: string[]): Promise<(string | undefined)[]> => {
    const { comparisons } = await explain(refs(...asked), graph, { catalog, jobs });
    return comparisons.map(({ outputs }) => outputs[0]);
  };
  expect(await outputsOf('s/1')).toEqual(['s/1', 'b/1']);
  expect(await outputsOf('s/1', 'd/1')).toEqual(['s/1', 'd/1', 'b/1', 'e/1', 'c/1']);
});

test('follows a chain of 10,000 tasks to its end', async () => {
  const tasks = Array.from({ length: 10_000 }, (_, number) =>
    fakeTask({ outputs: [`n/${String(number)}`], inputs: number === 0 ? [] : [`n/${String(number - 1)}`] }),
  );
  const { catalog } = await counted(tasks);
  const { comparisons } = await explain(refs('n/9999'), fakeJobGraph(tasks.map(moved)), { catalog, jobs: [] });
  expect(comparisons).toHaveLength(10_000);
});
