import { expect, test } from '@jest/globals';
import { describeBackfill } from './backfill.js';

test('a backfill is described by job, and below it by month', () => {
  const shares = [
    { name: 'day', value: '2001-01', partitions: 31 },
    { name: 'day', value: '2001-02', partitions: 1000 },
  ];
  expect(
    describeBackfill([
      { job: '//a:b', tasks: 2, partitions: 1031, shares },
      { job: '//a:c', tasks: 1, partitions: 1, shares: [] },
    ]),
  ).toEqual([
    '//a:b: 2 tasks, 1,031 partitions',
    '  day=2001-01  31',
    '  day=2001-02  1,000',
    '//a:c: 1 task, 1 partition',
  ]);
});

test('the middle of a long list is only counted', () => {
  const shares = Array.from({ length: 20 }, (_, i) => ({ name: 'x', value: String(i), partitions: 1 }));
  const lines = describeBackfill([{ job: '//a:b', tasks: 20, partitions: 20, shares }]);
  expect(lines).toHaveLength(14);
  expect(lines[7]).toBe('  … 8 more …');
});

test('nothing to run is said', () => {
  expect(describeBackfill([])).toEqual(['nothing to run']);
});
