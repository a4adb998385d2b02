import { expect, test } from '@jest/globals';
import type { JobDescriptor, Plan } from '../../base/model/index.js';
import { fakeJob, templateJob } from '../../dev/testing/index.js';
import { summarize } from './summarize.js';

const planOf = (...tasks: readonly (readonly [job: string, ...outputs: string[]])[]): Pick<Plan, 'tasks'> => ({
  tasks: tasks.map(([job, ...outputs]) => ({ job: `//test:${job}`, config: { outputs } })) as unknown as Plan['tasks'],
});

const summaryOf = (jobs: readonly JobDescriptor[], ...tasks: readonly (readonly [string, ...string[]])[]): unknown =>
  summarize(planOf(...tasks), { jobs: [...jobs] }).map(({ job, tasks: count, partitions, shares }) => [
    job,
    count,
    partitions,
    shares.map((share) => `${share.name} ${share.value}: ${String(share.partitions)}`),
  ]);

test('counts tasks and partitions by job, in the order of the graph, and partitions by their last name', () => {
  const jobs = [
    templateJob('b', ['b/{x}/{y}.csv', 'old/{z}']),
    templateJob('a', ['a/all']),
    templateJob('c', ['c/{x}']),
  ];
  expect(summaryOf(jobs, ['a', 'a/all'], ['b', 'b/1/v.csv', 'b/2/v.csv'], ['b', 'b/1/u.csv'], ['b', 'old/v'])).toEqual([
    ['//test:b', 3, 4, ['y u: 1', 'y v: 2', 'z v: 1']],
    ['//test:a', 1, 1, []],
  ]);
});

test('counts days by month, and no other text that begins like a day', () => {
  const jobs = [templateJob('d', ['d/day={day}'])];
  const refs = ['2001-02-28', '2001-01-31', '2001-02-01T05', '2001-02-011', '2001-02'].map((day) => `d/day=${day}`);
  expect(summaryOf(jobs, ['d', ...refs])).toEqual([
    ['//test:d', 1, 5, ['day 2001-01: 1', 'day 2001-02: 3', 'day 2001-02-011: 1']],
  ]);
});

test('goes by the keys in refs where a job has no patterns', () => {
  expect(summaryOf([fakeJob('j')], ['j', 'x/region=eu/date=2001-02-03', 'whole'])).toEqual([
    ['//test:j', 1, 2, ['date 2001-02: 1']],
  ]);
});
