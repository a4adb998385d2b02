import { expect, test } from '@jest/globals';
import type { FoundTask, MergeFailure } from '../plan/merge/index.js';
import type { PartitionRef } from '../base/model/index.js';
import { describeMergeFailure, exitCodeOfMergeFailure } from './merge_failures.js';

const ref = (text: string): PartitionRef => text as PartitionRef;

const found = (job: string, id: string, output: string, ...sources: string[]): FoundTask => {
  return { job, id, outputs: [ref(output)], sources };
};

const RAW = found('//:raw', '0123456789abcdef', 'raw/1', 'a.json', 'b.json');

test.each<[MergeFailure, exitCode: number, text: string]>([
  [{ reason: 'nothing-to-merge' }, 2, 'nothing to merge; name at least one plan or job graph'],
  [
    { reason: 'kinds-mixed', plans: ['a.json'], jobGraphs: ['b.json', 'c.json'] },
    2,
    'plans cannot be merged with job graphs: a.json is a plan, and b.json, c.json are job graphs; merge plans with plans, or job graphs with job graphs',
  ],
  [
    {
      reason: 'job-differs',
      job: '//:raw',
      sources: [['a.json', 'b.json'], ['c.json']],
      changes: [
        { field: 'version', old: '1.0.0', new: '1.1.0' },
        { field: 'run', old: 'a'.repeat(64), new: 'b'.repeat(64) },
      ],
    },
    1,
    `//:raw differs between a.json, b.json and c.json, which were made by two versions of the graph; make both again with one version of the graph
  version: 1.0.0 → 1.1.0
  code: aaaaaaaaaaaa → bbbbbbbbbbbb`,
  ],
  [
    {
      reason: 'task-differs',
      tasks: [RAW, { ...RAW, sources: ['c.json'] }],
      changes: [
        { field: 'jobVersion', old: '1.0.0', new: '2.0.0' },
        { field: 'args', index: 1, old: ['a b'], new: [] },
        { field: 'env', name: 'TZ', old: null, new: 'UTC' },
      ],
    },
    1,
    `task 0123456789abcdef (//:raw for raw/1) differs between a.json, b.json and c.json; make both again with one version of the graph
  jobVersion: 1.0.0 → 2.0.0
  args[1]: "a b" → (none)
  env.TZ: (none) → "UTC"`,
  ],
  [
    {
      reason: 'refs-claimed-twice',
      refs: [ref('x'), ref('y')],
      tasks: [found('//:j', '1'.repeat(16), 'x', 'a.json'), found('//:k', '2'.repeat(16), 'y', 'b.json')],
    },
    1,
    'x, y would be made twice, by //:j in a.json (task 1111111111111111) and by //:k in b.json (task 2222222222222222); make lookup give each ref to one job',
  ],
  [
    {
      reason: 'refs-claimed-twice',
      refs: [ref('x')],
      tasks: [found('//:j', '1'.repeat(16), 'x', 'a.json'), found('//:j', '2'.repeat(16), 'x', 'b.json')],
    },
    1,
    'x would be made twice, by //:j in a.json (task 1111111111111111) and by //:j in b.json (task 2222222222222222); its configure gave them other configs in the other request; make it give a ref the same config in every request',
  ],
  [
    {
      reason: 'merge-cycle',
      path: [
        { ...RAW, ref: ref('raw/1') },
        { ...found('//:day', '1'.repeat(16), 'day/1', 'c.json'), ref: ref('day/1') },
      ],
    },
    1,
    'the merged partitions depend on each other: raw/1 (//:raw in a.json, b.json) → day/1 (//:day in c.json) → raw/1; leave out one of the files, or make them again with one version of the graph',
  ],
])('a message explains why files cannot be merged, with its exit code: %j', (failure, exitCode, text) => {
  expect(describeMergeFailure(failure)).toBe(text);
  expect(exitCodeOfMergeFailure(failure)).toBe(exitCode);
});

test('a long cycle and a long list of changes are cut off', () => {
  const path = Array.from({ length: 300 }, (_, step) => ({ ...RAW, ref: ref(`r${String(step)}`) }));
  const cycle = describeMergeFailure({ reason: 'merge-cycle', path });
  expect(cycle).toMatch(/^the merged partitions .*: r0 .* → r7 .* → … 284 more … → r292 .* → r299 .* → r0; leave/);
  const changes = path.map((_, index) => ({ field: 'args' as const, index, old: ['a'], new: ['b'] }));
  const differs = describeMergeFailure({ reason: 'task-differs', tasks: [RAW, RAW], changes });
  expect(differs.split('\n').slice(-2)).toEqual(['  args[7]: "a" → "b"', '  and 292 more changes']);
});
