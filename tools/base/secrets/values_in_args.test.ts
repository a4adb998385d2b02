import { expect, test } from '@jest/globals';
import { valuesInArgs } from './values_in_args.js';

const called = (job: string, ...args: string[]): { job: string; config: { args: string[] } } => ({
  job,
  config: { args },
});

test('names each variable once, with the jobs whose arguments contain its value', () => {
  const values = new Map([
    ['TOKEN', 'hunter2'],
    ['KEY', 'swordfish'],
    ['OTHER', 'elsewhere'],
  ]);
  const tasks = [called('//t:a', '--token=hunter2'), called('//t:b', 'x'), called('//t:a', 'hunter2', 'swordfish')];
  expect(valuesInArgs(values, [...tasks, called('//t:c', 'hunter2')])).toEqual([
    { variable: 'TOKEN', jobs: ['//t:a', '//t:c'] },
    { variable: 'KEY', jobs: ['//t:a'] },
  ]);
});

test('ignores empty and short values, which match by chance', () => {
  const values = new Map([
    ['NONE', ''],
    ['FLAG', '1'],
  ]);
  expect(valuesInArgs(values, [called('//t:a', '1', '')])).toEqual([]);
});
