import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { groupsOf } from './groups.js';
import { needsOf } from './resources.js';
import { POLICY, task } from './testing/index.js';
import { WantedTasks } from './wanted_tasks.js';

/** The size of the batches of each job. */
const BATCHES = { one: 1, gpu: 1, two: 2, many: 9 };

type Job = keyof typeof BATCHES;

/** @param jobOf name of the job of each task; the rank of a task is its index */
function wantedOf(jobOf: readonly Job[]): WantedTasks {
  const jobs = new Map(
    Object.entries(BATCHES).map(([name, batch]) => [
      name,
      { ...POLICY, batch, resources: name === 'gpu' ? { gpu: 1 } : {} },
    ]),
  );
  const needs = needsOf(jobs, new Map());
  const tasks = jobOf.map((job) => ({ job, config: task('t').config }));
  const order = Int32Array.from(jobOf.keys());
  return new WantedTasks({ rankOf: order, taskOf: order }, groupsOf(tasks, jobs, needs));
}

test('wanted tasks are taken by attempts: the best task, and those of its job that fit beside it', () => {
  const wanted = wantedOf(['one', 'many', 'gpu', 'many', 'two', 'two', 'many', 'two']);
  for (const index of [7, 6, 5, 4, 3, 2, 1, 0]) wanted.add(index);
  const taken = [];
  while (wanted.size > 0) taken.push(wanted.take());
  expect(taken).toEqual([[0], [1, 3, 6], [2], [4, 5], [7]]);
  expect(wanted.take()).toEqual([]);
});

test('every wanted task is taken once, with none before it that is better and of its job', () => {
  const names = fc.array(fc.constantFrom<Job>('one', 'gpu', 'two', 'many'), { maxLength: 40 });
  fc.assert(
    fc.property(names, (jobOf) => {
      const wanted = wantedOf(jobOf);
      for (const index of jobOf.keys()) wanted.add(index);
      const taken: number[] = [];
      while (wanted.size > 0) {
        const attempt = wanted.take();
        expect(new Set(attempt.map((index) => jobOf[index])).size).toBe(1);
        expect(attempt.length).toBeLessThanOrEqual(BATCHES[jobOf[attempt[0] ?? 0] ?? 'one']);
        taken.push(...attempt);
      }
      expect(taken.toSorted((left, right) => left - right)).toEqual([...jobOf.keys()]);
      for (const job of ['one', 'gpu', 'two', 'many']) {
        const own = taken.filter((index) => jobOf[index] === job);
        expect(own).toEqual(own.toSorted((left, right) => left - right));
      }
    }),
  );
});
