import { expect, test } from '@jest/globals';
import type { GraphDiff, PartitionState } from '../plan/diff/index.js';
import type { PartitionRef } from '../base/model/index.js';
import { describeDiff } from './diff.js';

const ref = (text: string): PartitionRef => text as PartitionRef;

const NAMES = { old: 'old.json', new: 'new.json' };
const ID = '0123456789abcdef';

const SAME: GraphDiff = {
  schemaVersion: 1,
  same: true,
  old: { graph: '//:g', kind: 'plan', tasks: 1, pruned: 2, snapshot: 's1' },
  new: { graph: '//:g', kind: 'plan', tasks: 1, pruned: 2, snapshot: 's2' },
  outputs: { removed: [], added: [] },
  jobs: { removed: [], added: [], changed: [] },
  tasks: { removed: [], added: [], changed: [] },
  partitions: { removed: [], added: [], changed: [] },
};

const run = (job: string): PartitionState => {
  return { state: 'run', task: ID, job, reason: { kind: 'missing', refs: [ref('x')] } };
};

const lines = (diff: GraphDiff, color = false): string[] => [...describeDiff(diff, { names: NAMES, color })];

test('two equal plans are reported on one line', () => {
  expect(lines(SAME)).toEqual(['old.json and new.json are the same: plan of //:g, 1 task, 2 pruned']);
});

test('each partition has one line, in the order of refs, and the changes of a task are listed once', () => {
  const raw: PartitionState = {
    state: 'run',
    task: ID,
    job: '//:raw',
    reason: { kind: 'job-major-changed', from: '1.0.0', to: '2.0.0' },
  };
  const diff: GraphDiff = {
    ...SAME,
    same: false,
    old: { graph: '//:g', kind: 'job-graph', tasks: 3, pruned: 0 },
    outputs: { removed: [ref('gone/1')], added: [ref('day/1'), ref('day/2')] },
    jobs: {
      removed: ['//:gone', '//:old'],
      added: ['//:day'],
      changed: [
        {
          label: '//:raw',
          changes: [
            { field: 'version', old: '1.0.0', new: '2.0.0' },
            { field: 'run', old: 'c'.repeat(64), new: 'd'.repeat(64) },
            { field: 'configure', old: 'e'.repeat(64), new: 'f'.repeat(64) },
          ],
        },
      ],
    },
    tasks: {
      removed: [{ id: '1'.repeat(16), job: '//:gone', outputs: [ref('gone/1')] }],
      added: [{ id: '2'.repeat(16), job: '//:day', outputs: [ref('day/1')] }],
      changed: [
        {
          id: ID,
          job: '//:raw',
          outputs: [ref('raw/1'), ref('raw/2')],
          changes: [
            { field: 'jobVersion', old: '1.0.0', new: '2.0.0' },
            { field: 'versionKey', old: 'a'.repeat(64), new: 'b'.repeat(64) },
            { field: 'inputs', removed: [{ depType: 'query', ref: ref('q') }], added: [] },
            { field: 'reason', old: null, new: { kind: 'content-changed', fields: ['args', 'env'] } },
          ],
        },
      ],
    },
    partitions: {
      removed: [{ ref: ref('gone/1'), is: { state: 'run', task: '1'.repeat(16), job: '//:gone' } }],
      added: [{ ref: ref('day/1'), is: run('//:day') }],
      changed: [
        { ref: ref('kept/1'), old: run('//:kept'), new: { state: 'pruned', manifest: 'm1', note: 'valid' } },
        {
          ref: ref('proof/1'),
          old: { state: 'pruned', manifest: 'm1', note: 'valid' },
          new: { state: 'pruned', manifest: 'm2', note: 'masked-minor-change' },
        },
        { ref: ref('raw/1'), old: raw, new: raw },
        { ref: ref('raw/2'), old: { ...raw, task: '3'.repeat(16) }, new: raw },
      ],
    },
  };
  expect(lines(diff)).toEqual([
    '--- old.json: job graph of //:g, 3 tasks',
    '+++ new.json: plan of //:g, 1 task, 2 pruned',
    'no longer requested: gone/1',
    'now requested: day/1, day/2',
    'no longer a job of the graph: //:gone, //:old',
    'now a job of the graph: //:day',
    'version of //:raw changed: 1.0.0 → 2.0.0',
    'code of //:raw changed: cccccccccccc → dddddddddddd',
    'configure of //:raw changed: eeeeeeeeeeee → ffffffffffff',
    'tasks: 1 added, 1 removed, 1 changed; partitions: 1 added, 1 removed, 4 changed',
    '+ day/1  //:day: missing',
    '- gone/1  //:gone',
    '~ kept/1  //:kept: missing → pruned (valid)',
    '~ proof/1  pruned (valid) by m1 → pruned (masked-minor-change) by m2',
    '~ raw/1  //:raw: job-major-changed 1.0.0 → 2.0.0',
    '    jobVersion: 1.0.0 → 2.0.0',
    '    versionKey: aaaaaaaaaaaa → bbbbbbbbbbbb',
    '    inputs: no longer q (query)',
    '    reason: (none) → content-changed (args, env)',
    '~ raw/2  //:raw (task 3333333333333333) → //:raw (task 0123456789abcdef): job-major-changed 1.0.0 → 2.0.0',
  ]);
});

test('lines are coloured by their sign, and control characters are escaped', () => {
  const partitions = { ...SAME.partitions, added: [{ ref: ref('a\u202e/1'), is: run('//:day') }] };
  expect(lines({ ...SAME, same: false, partitions }, true).at(-1)).toBe(
    '\u001b[32m+ a\\u202e/1  //:day: missing\u001b[0m',
  );
});
