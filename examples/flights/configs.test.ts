import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';

// A config is what a partition is valid by, so no ref may get another one because of what else is asked for.

interface Task {
  readonly config: { readonly outputs: readonly string[] };
}

/** Tasks by each ref that they make. */
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

test.each(REFS)('%s is made in one way, alone or together with others', (ref) => {
  const alone = tasksFor(ref);
  expect(alone.get(ref)).toBeDefined();
  for (const [made, task] of alone) expect({ made, task: together.get(made) }).toEqual({ made, task });
});
