import { describe, expect, test } from '@jest/globals';
import type { ExecFailure, TaskName, TaskProblem } from '../exec/index.js';
import type { PartitionRef } from '../base/model/index.js';
import { describeExecFailure, exitCodeOfExecFailure } from './exec_failures.js';
import { describeDirectoryFailure, describeReadFailure } from './input_failures.js';

const refs = (...texts: string[]): PartitionRef[] => texts as PartitionRef[];
const task: TaskName = { id: '00ff', job: '//t:j', outputs: refs('d/1', 'd/2', 'd/3') };

describe('a failure message', () => {
  const failed = (problem: TaskProblem, logTail = ''): string =>
    describeExecFailure({ reason: 'task-failed', task, attempt: 1, problem, log: '/s/00ff.log', logTail, skipped: [] });

  test('names job, partition, cause, log and the last lines of the log', () => {
    expect(failed({ reason: 'exit-non-zero', code: 3 }, 'one\n\u001b[31mtwo\n')).toBe(
      '//t:j failed to make d/1 (+2 more): exit code 3\n  log: /s/00ff.log\n  | one\n  | \\u001b[31mtwo',
    );
  });

  test.each<[TaskProblem, string]>([
    [{ reason: 'killed', signal: 'SIGKILL' }, 'killed by SIGKILL'],
    [
      { reason: 'directory-unusable', purpose: 'data', path: '/d', code: 'ENOENT' },
      'its data directory can no longer be used: /d was removed',
    ],
    [
      { reason: 'directory-unusable', purpose: 'build', path: '/s', code: 'ENOTDIR' },
      'the directory of its log can no longer be used: /s: ',
    ],
    [
      { reason: 'log-not-written', detail: 'ENOSPC: no space left, write /s' },
      'it was ended because its log can no longer be written: ENOSPC',
    ],
    [{ reason: 'log-not-opened', detail: 'ENOSPC: no space left, open /s' }, 'its log cannot be written: ENOSPC'],
    [{ reason: 'metadata-malformed', path: '/m', detail: 'not JSON' }, 'DATABUILD_METADATA_FILE (/m) is invalid: not'],
    [{ reason: 'string-too-long', where: 'args[3]', bytes: 9, limitBytes: 5 }, 'args[3] has 9 bytes; an argument'],
    [
      { reason: 'arguments-too-large', bytes: 9, limitBytes: 5 },
      'args and env have 9 bytes together, and the system allows 5',
    ],
    [{ reason: 'outputs-file-not-written', path: '/o', code: 'ENOSPC' }, 'cannot be written to /o: the disk is full'],
    [{ reason: 'batch-file-not-written', path: '/o', code: 'ENOSPC' }, 'cannot be written to /o: the disk is full'],
    [{ reason: 'reported-failed', message: 'no such day' }, 'd/1 (+2 more): its program reported: no such day'],
    [{ reason: 'reported-failed', message: '' }, 'its program reported that it failed'],
    [
      { reason: 'batch-results-malformed', path: '/r', line: 3, detail: 'it is empty; it must be JSON' },
      'DATABUILD_BATCH_RESULTS (/r, line 3) is invalid: it is empty',
    ],
    [
      { reason: 'batch-results-malformed', path: '/r', line: 0, detail: 'it is not a regular file' },
      'DATABUILD_BATCH_RESULTS (/r) is invalid: it is not a regular file',
    ],
    [{ reason: 'timed-out', timeoutMs: 90_000 }, 'it exceeded its timeout of 1m30s and was ended'],
    [
      { reason: 'check-failed', check: '_main/check', problem: { reason: 'killed', signal: 'SIGSEGV' } },
      'its check _main/check rejected the outputs: killed by SIGSEGV',
    ],
    [
      { reason: 'start-failed', program: '/r/run', code: 'ENOENT' },
      'it could not be started: /r/run, or the interpreter',
    ],
    [
      { reason: 'start-failed', program: '/r/run', code: 'EACCES' },
      'it could not be started: /r/run is not executable',
    ],
  ])('explains the problem of a task: %j', (problem, text) => {
    expect(failed(problem)).toContain(text);
  });

  test.each<[ExecFailure, number, string]>([
    [{ reason: 'input-missing', ref: refs('in')[0] as PartitionRef, neededBy: task }, 2, '//t:j needs in to make d/1'],
    [
      { reason: 'executable-unusable', job: '//t:j', path: '/x', code: 'EACCES' },
      1,
      '/x: it has no execute permission',
    ],
    [{ reason: 'executable-unusable', job: '//t:j', path: '/x', code: 'ENOENT' }, 1, '/x: there is no such file'],
    [{ reason: 'job-unknown', job: '//t:old' }, 2, 'the plan has tasks of //t:old, which is not a job of this graph'],
    [
      { reason: 'resource-short', job: '//t:j', resource: 'memory_mb', needed: 4096, available: 1024 },
      2,
      '//t:j needs 4096 memory_mb, but only 1024 are available; raise --resource memory_mb=N',
    ],
    [
      { reason: 'held-elsewhere', task, owner: 'host:build' },
      1,
      '//t:j d/1 (+2 more) is being made by another build, host:build; wait until it ends, or drop --no-wait',
    ],
    [{ reason: 'job-cycle', job: '//t:j', outputs: refs('a', 'b') }, 1, 'depend on each other: a → b → a'],
    [{ reason: 'catalog-failed', failure: { reason: 'catalog-disk-full', path: '/c' } }, 1, 'could not be recorded: '],
    [{ reason: 'cancelled', signal: 'SIGINT', stopped: 1, notStarted: 2 }, 1, 'stopped by SIGINT: 1 running'],
  ])('explains why a build failed, with its exit code: %j', (failure, exitCode, text) => {
    expect(describeExecFailure(failure)).toContain(text);
    expect(exitCodeOfExecFailure(failure)).toBe(exitCode);
  });

  test('about an input or a directory names the problem and the alternative', () => {
    expect(describeReadFailure({ reason: 'input-unreadable', source: 'p.json', code: 'EISDIR' })).toBe(
      'cannot read p.json: it is a directory (EISDIR)',
    );
    const failure = { reason: 'directory-unusable', path: '/d', code: 'EROFS' } as const;
    expect(describeDirectoryFailure({ ...failure, purpose: 'data' })).toBe(
      'cannot use /d as data directory: the file system is read-only (EROFS); name another with --data-dir',
    );
    expect(describeDirectoryFailure({ ...failure, purpose: 'state' })).toContain('--state-dir');
  });
});
