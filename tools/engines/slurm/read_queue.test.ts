import { expect, test } from '@jest/globals';
import { readQueue } from './read_queue.js';

test('each element of an array has a line, with its state and comment', () => {
  expect(readQueue('12_0|RUNNING|databuild:a:0\n12_1|PENDING|databuild:a:0\n')).toEqual([
    { job: '12', index: 0, state: 'running', comment: 'databuild:a:0' },
    { job: '12', index: 1, state: 'queued', comment: 'databuild:a:0' },
  ]);
});

test.each([
  ['12_[3-5]', [3, 4, 5]],
  ['12_[3-5%2]', [3, 4, 5]],
  ['12_[1,3-4,9%1]', [1, 3, 4, 9]],
  ['12_[0-10:5]', [0, 5, 10]],
  ['12_7', [7]],
  ['12', [-1]],
])('%s stands for the elements %j', (id, indexes) => {
  const listed = readQueue(`${id}|PENDING|c\n`);
  expect(listed?.map(({ index }) => index)).toEqual(indexes);
});

test('an answer that is cut off is not read, because a job that is missing would count as gone', () => {
  const text = '12_0|RUNNING|databuild:a:0\n12_1|RUNNING|databuild:a:12\n';
  for (const length of [text.length - 1, text.length - 3, text.length - 20, 3]) {
    expect(readQueue(text.slice(0, length))).toBeUndefined();
  }
});

test('a range that is shortened, or is none, is not read', () => {
  for (const id of ['12_[1-5,8...]', '12_[1,...]', '12_[5-]', '12_[0-9999999999]', '12_[0-9:0]']) {
    expect(readQueue(`${id}|PENDING|c\n`)).toBeUndefined();
  }
});

test('no job is an answer', () => {
  expect(readQueue('')).toEqual([]);
});

test('lines of other kinds are left out', () => {
  const text = [
    'slurm_load_jobs: warning: something',
    'CLUSTER: main',
    '             JOBID|STATE|COMMENT',
    ' 12_0 |RUNNING|a b | c ',
    '12+1|RUNNING|het',
    '',
  ].join('\n');
  expect(readQueue(text)).toEqual([{ job: '12', index: 0, state: 'running', comment: 'a b | c' }]);
});

test('a state that is not known is unknown, not gone', () => {
  const states = ['TELEPORTED', '', 'En cours', 'CANCELLED+'].map((state) => readQueue(`1_0|${state}|c\n`)?.[0]?.state);
  expect(states).toEqual(['unknown', 'unknown', 'unknown', 'unknown']);
});

test.each([
  ['COMPLETED', 'gone'],
  ['NODE_FAIL', 'unknown'],
  ['PREEMPTED', 'gone'],
  ['COMPLETING', 'running'],
  ['SUSPENDED', 'running'],
  ['REQUEUED', 'queued'],
  ['REQUEUE_FED', 'queued'],
])('%s means %s', (state, meant) => {
  expect(readQueue(`1_0|${state}|c\n`)).toMatchObject([{ state: meant }]);
});
