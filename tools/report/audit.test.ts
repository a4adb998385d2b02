import { expect, test } from '@jest/globals';
import type { Audited, AuditTarget } from '../exec/audit/index.js';
import { fakeTask, refs } from '../dev/testing/index.js';
import { describeAudit, describeAuditResult, describeCopied, describeCopyFailure, describeSample } from './audit.js';

const target = (...outputs: string[]): AuditTarget => ({
  task: fakeTask({ outputs }),
  partitions: refs(...outputs).map((ref) => ({ ref, manifest: 'm' })),
});

const changes = [
  { path: ['rows'], old: 10, new: 11 },
  { path: ['files', 0, 'a b'], new: 'x'.repeat(100) },
];
const differs: Audited = { target: target('b/1', 'b/2'), outcome: 'differs', changes };
const failed: Audited = {
  target: target('c/1'),
  outcome: 'failed',
  failure: {
    reason: 'task-failed',
    task: { id: 'c', job: '//test:c', outputs: refs('c/1') },
    attempt: 1,
    problem: { reason: 'exit-non-zero', code: 3 },
    log: '/log',
    logTail: 'cannot\n',
    skipped: [],
  },
};

test('the result of an audit has a line for each task, with its details below', () => {
  const none: Audited = { target: target('d/1'), outcome: 'not-auditable', why: 'nothing-reported' };
  const lines = describeAudit([{ target: target('a/1'), outcome: 'same' }, differs, failed, none]);
  expect(lines).toEqual([
    'same           a/1  //test:a',
    'DIFFERS        b/1, b/2  //test:b',
    '  rows: 10 → 11',
    expect.stringMatching(/^ {2}files\[0\]\["a b"\]: \(none\) → "x+…/),
    'FAILED         c/1  //test:c',
    '  //test:c failed to make c/1: exit code 3',
    '    log: /log',
    '    | cannot',
    'not auditable  d/1  //test:d',
    expect.stringContaining('  its manifest has no metadata to compare'),
  ]);
});

test('of many differences the first ten are listed', () => {
  const many = Array.from({ length: 12 }, (_, index) => ({ path: [index], old: 1, new: 2 }));
  const lines = describeAudit([{ ...differs, changes: many }]);
  expect(lines).toHaveLength(12);
  expect(lines.at(-1)).toBe('  and 2 more');
});

test.each([
  [{ why: 'made-otherwise', manifest: 'm1' }, 'manifest m1 belongs to a task with different outputs'],
  [{ why: 'input-missing', ref: refs('i/1')[0] }, 'its input i/1 is not in the catalog'],
  [{ why: 'names-data-dir', where: 'args[0]' }, 'args[0] contains the path of the data directory'],
] as const)('a message explains why a task cannot be audited: %j', (problem, text) => {
  const audited = { target: target('a/1'), outcome: 'not-auditable', ...problem } as Audited;
  expect(describeAudit([audited])[1]).toContain(text);
});

test('the summary of an audit says what to do and where its outputs are', () => {
  const result = describeAuditResult([differs, failed], '/state/audits/1');
  expect(result.split('\n')).toEqual([
    expect.stringMatching(
      /^\/\/test:b: the masked change produces different data; if that is intended, raise the major version/,
    ),
    '//test:c: its masked partitions can no longer be rebuilt; see the failures above',
    'nothing was built; the outputs of the audit are kept in /state/audits/1',
  ]);
});

test('an audit reports its sample, the size of its copy, and a failed copy', () => {
  expect(describeSample({ targets: [], size: 3, masked: 12 }, '/data')).toBe(
    'auditing 3 of 12 masked partitions, in a copy of /data',
  );
  expect(describeSample({ targets: [], size: 0, masked: 0 }, '/data')).toBe('nothing to audit: no change is masked');
  expect(describeCopied({ files: 1, bytes: 1023 })).toBe('copied 1 file, 1,023 bytes');
  expect(describeCopied({ files: 2, bytes: 1536 * 1024 })).toBe('copied 2 files, 1.5 MiB');
  expect(describeCopyFailure({ reason: 'copy-failed', path: '/data/x', code: 'ENOSPC' })).toContain('/data/x');
});
