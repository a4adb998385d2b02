import { expect, test } from '@jest/globals';
import { reverse } from '../base/graph/index.js';
import type { PlannedTask } from '../base/model/index.js';
import { linksOf } from './links.js';
import { rankTasks } from './ranks.js';
import { plan, POLICY, task } from './testing/index.js';

const takes = (one: PlannedTask, ms: number): PlannedTask => ({ ...one, estimate: { ms, samples: 1 } });

/** Names of the tasks in the order in which they start. */
function ranked(tasks: readonly PlannedTask[], expectedDurationMs = 0): string[] {
  const graph = linksOf(tasks).ordered;
  const jobs = new Map([['//t:job', { ...POLICY, expectedDurationMs }]]);
  const { taskOf, rankOf } = rankTasks(tasks, jobs, graph, reverse(graph));
  expect(Array.from(taskOf, (index) => rankOf[index])).toEqual(tasks.map((_, rank) => rank));
  return Array.from(taskOf, (index) => tasks[index]?.config.outputs[0] ?? '');
}

test('the first task of the longest chain comes first, by recorded durations', () => {
  const [a, b, c, d] = plan(task('a'), task('b'), task('c', ['b']), task('d'));
  if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error('no tasks');
  expect(ranked([takes(a, 50), takes(b, 10), takes(c, 60), takes(d, 65)])).toEqual(['b', 'd', 'c', 'a']);
});

test('the duration that the job expects counts when none is recorded', () => {
  const [a, b] = [task('a'), task('b')];
  expect(ranked([takes(a, 50), b], 100)).toEqual(['b', 'a']);
  expect(ranked([takes(a, 150), { ...b, estimate: 'unknown' }], 100)).toEqual(['a', 'b']);
});

test('a task of unknown duration counts as the median of the others', () => {
  const tasks = [takes(task('long'), 100), task('unknown'), takes(task('short'), 1), takes(task('middle'), 40)];
  expect(ranked(tasks)).toEqual(['long', 'unknown', 'middle', 'short']);
});

test('without any durations, the chain with the most tasks comes first, then the order of the plan decides', () => {
  expect(ranked(plan(task('a'), task('b'), task('c', ['b']), task('d')))).toEqual(['b', 'a', 'c', 'd']);
  expect(ranked(plan(task('a'), task('b'), task('c', ['b'])).map((one) => takes(one, 0)))).toEqual(['b', 'a', 'c']);
});
