import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';

// A partition is valid while its config stays the same. So the config of a ref must not depend on the other requested refs.

interface Task {
  readonly config: { readonly outputs: readonly string[] };
}

/** The tasks that make the refs and their inputs, by output. */
function tasksFor(...refs: string[]): Map<string, Task> {
  const text = execFileSync(resolve('examples/flights/flights_graph.analyze'), ['--quiet', ...refs], {
    encoding: 'utf8',
    maxBuffer: Infinity,
  });
  const { tasks } = JSON.parse(text) as { tasks: Task[] };
  return new Map(tasks.flatMap((task) => task.config.outputs.map((ref) => [ref, task] as const)));
}

const REFS = [
  'airports/all',
  'flights/day=2001-02-03',
  'delays/day=2001-02-03',
  'airport_month/airport=ORD/month=2001-02',
  'report/month=2001-02',
];

const together = tasksFor(
  ...REFS,
  'flights/day=2001-02-04',
  'flights/day=2001-03-01',
  'delays/day=2001-02-28',
  'airport_month/airport=SEA/month=2001-02',
  'report/month=2001-03',
);

test.each(REFS)('%s has the same config whether it is requested alone or together with others', (ref) => {
  const alone = tasksFor(ref);
  expect(alone.get(ref)).toBeDefined();
  for (const [made, task] of alone) expect({ made, task: together.get(made) }).toEqual({ made, task });
});

test('every expected partition has a config', () => {
  const expected = tasksFor('--match', '*');
  expect(expected.size).toBe(1 + 2 * 181 + 6 * 13);
});
