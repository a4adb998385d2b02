import { expect, test } from '@jest/globals';
import { readConfig } from './read_config.js';
import { readJobId } from './read_job_id.js';

const CONFIG = `Configuration data as of 2026-11-28T10:05:14
AccountingStorageType   = accounting_storage/none
GresTypes               = gpu,nic
MaxArraySize            = 10
MaxJobCount             = 60
MaxJobId                = 67043328
`;

test('limits and resources are those of the cluster', () => {
  expect(readConfig(CONFIG)).toEqual({ maxArraySize: 10, maxJobCount: 60, gres: ['gpu', 'nic'] });
});

test.each([
  '',
  'MaxArraySize = (null)\nMaxJobCount = INFINITE\nGresTypes = (null)\n',
  CONFIG.slice(0, 90),
  'MaxArraySize = 0\n',
])('where %j has no number, the limits are the defaults of Slurm', (text) => {
  expect(readConfig(text)).toEqual({ maxArraySize: 1001, maxJobCount: 10_000, gres: [] });
});

test.each([
  ['17\n', '17'],
  ['17;main\n', '17'],
  ['17', '17'],
  ['Welcome to the cluster!\nYou have 3 jobs\n17\n', '17'],
  ['12\n17;main\n', '17'],
])('the id in %j is %s', (text, id) => {
  expect(readJobId(text)).toBe(id);
});

test.each(['', '\n', 'Submitted\n', '17 jobs\n', 'x17\n'])('there is no id in %j', (text) => {
  expect(readJobId(text)).toBeUndefined();
});
