import { expect, test } from '@jest/globals';
import type { ExecFailure, TaskName } from '../exec/index.js';
import type { PartitionRef } from '../base/model/index.js';
import { describeExecFailure } from './exec_failures.js';

const name = (id: string): TaskName => ({ id, job: '//t:j', outputs: [`day/${id}` as PartitionRef] });

const failure = (...skipped: readonly (readonly [task: string, waitedFor: string])[]): ExecFailure => ({
  reason: 'task-failed',
  task: name('bad'),
  attempt: 3,
  problem: { reason: 'check-failed', check: '_main/check', problem: { reason: 'exit-non-zero', code: 1 } },
  log: '/l/bad.3.log',
  logTail: 'oh no\n',
  skipped: skipped.map(([task, waitedFor]) => ({ task: name(task), waitedFor })),
});

test('skipped tasks are indented below the task that they waited for', () => {
  expect(describeExecFailure(failure(['a', 'bad'], ['b', 'bad'], ['c', 'a'], ['d', 'c'], ['e', 'b']))).toBe(
    [
      '//t:j failed to make day/bad (attempt 3): its check _main/check rejected the outputs: exit code 1',
      '  log: /l/bad.3.log',
      '  | oh no',
      '  skipped because of it: 5 tasks',
      '    //t:j day/a',
      '      //t:j day/c',
      '        //t:j day/d',
      '    //t:j day/b',
      '      //t:j day/e',
    ].join('\n'),
  );
});

test('a long chain of skipped tasks is cut off, and the rest is counted', () => {
  const chain = Array.from({ length: 100_000 }, (_, at) => [String(at), at === 0 ? 'bad' : String(at - 1)] as const);
  const lines = describeExecFailure(failure(...chain)).split('\n');
  expect(lines).toHaveLength(25);
  expect(lines[3]).toBe('  skipped because of it: 100,000 tasks');
  expect(lines.at(-1)).toBe('    and 99,980 more');
});
