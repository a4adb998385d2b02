import { describe, expect, test } from '@jest/globals';
import type { ExecEvent, ExecFailure, TaskName, TaskProblem } from '../exec/index.js';
import type { Manifest, PartitionRef } from '../model/index.js';
import { describeExecFailure, exitCodeOfExecFailure } from './exec_failures.js';
import { execProgress, type ProgressOptions } from './exec_progress.js';
import { describeDirectoryFailure, describeReadFailure } from './input_failures.js';

const refs = (...texts: string[]): PartitionRef[] => texts as PartitionRef[];
const task: TaskName = { id: '00ff', job: '//t:j', outputs: refs('d/1', 'd/2', 'd/3') };

describe('failures', () => {
  const failed = (problem: TaskProblem, logTail = ''): string =>
    describeExecFailure({ reason: 'task-failed', task, problem, log: '/s/00ff.log', logTail });

  test('name job, partition, cause, log and what the job said last', () => {
    expect(failed({ reason: 'exit-non-zero', code: 3 }, 'one\n\u001b[31mtwo\n')).toBe(
      '//t:j failed to make d/1 (+2 more): exit code 3\n  log: /s/00ff.log\n  | one\n  | \\u001b[31mtwo',
    );
  });

  test.each<[TaskProblem, string]>([
    [{ reason: 'exit-non-zero', code: 130 }, 'exit code 130 (or killed by SIGINT)'],
    [{ reason: 'exit-non-zero', code: 141 }, 'exit code 141 (or killed by SIGPIPE)'],
    [{ reason: 'killed', signal: 'SIGKILL' }, 'killed by SIGKILL'],
    [
      { reason: 'log-not-opened', detail: 'sh: cannot create /s: full' },
      'its log cannot be written: sh: cannot create',
    ],
    [
      { reason: 'metadata-malformed', path: '/m', detail: 'not JSON' },
      'DATABUILD_METADATA_FILE (/m) is not usable: not',
    ],
    [{ reason: 'string-too-long', where: 'args[3]', bytes: 9, limitBytes: 5 }, 'args[3] has 9 bytes; an argument'],
    [
      { reason: 'arguments-too-large', bytes: 9, limitBytes: 5 },
      'args and env have 9 bytes together; the system takes 5',
    ],
    [{ reason: 'outputs-file-not-written', path: '/o', code: 'ENOSPC' }, 'cannot be written to /o: the disk is full'],
    [{ reason: 'slot-died', detail: 'it was killed by SIGSEGV' }, 'went away: it was killed by SIGSEGV'],
  ])('%j', (problem, text) => {
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
    [{ reason: 'job-cycle', job: '//t:j', outputs: refs('a', 'b') }, 1, 'wait for each other: a → b → a'],
    [{ reason: 'catalog-failed', failure: { reason: 'catalog-disk-full', path: '/c' } }, 2, 'could not be recorded: '],
    [{ reason: 'cancelled', signal: 'SIGINT', stopped: 1, notStarted: 2 }, 1, 'stopped by SIGINT: 1 running'],
  ])('%j', (failure, exitCode, text) => {
    expect(describeExecFailure(failure)).toContain(text);
    expect(exitCodeOfExecFailure(failure)).toBe(exitCode);
  });

  test('of input and directories say what is in the way and what to use instead', () => {
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

describe('progress', () => {
  const at = { time: 0 };
  const finished = { type: 'build', event: 'finished', ...at, pruned: 1, durationMs: 2500 } as const;
  const story: ExecEvent[] = [
    {
      type: 'build',
      event: 'started',
      ...at,
      buildId: 'B',
      label: '//t:g',
      tasks: 3,
      pruned: 1,
      reasons: { missing: 2, forced: 1 },
      logDir: '/l',
    },
    { type: 'task', event: 'started', ...at, task, log: '/l/00ff.log' },
    { type: 'task', event: 'finished', ...at, task, manifest: {} as Manifest, durationMs: 1234 },
    { type: 'task', event: 'started', ...at, task: { ...task, id: '11' }, log: '/l/11.log' },
    { type: 'build', event: 'stopping', ...at, why: 'task-failed', running: 0 },
    {
      type: 'task',
      event: 'failed',
      ...at,
      task: { ...task, id: '11' },
      problem: { reason: 'killed', signal: 'SIGKILL' },
      log: '/l/11.log',
      logTail: '',
      durationMs: 10,
    },
    { ...finished, outcome: 'failed', built: 1, failed: 1, stopped: 0, notStarted: 1 },
  ];

  function tell(options: Partial<ProgressOptions>): { lines: string[]; raw: string } {
    const lines: string[] = [];
    let raw = '';
    const shared = { tty: false, color: false, quiet: false, dataDir: '/d', now: () => 0 };
    const emit = execProgress({
      line: (text) => lines.push(text),
      raw: (text) => {
        raw += text;
      },
      ...shared,
      ...options,
    });
    for (const event of story) emit(event);
    return { lines, raw };
  }

  test('without a terminal every event is one line that can be searched', () => {
    expect(tell({})).toEqual({
      raw: '',
      lines: [
        'build B of //t:g: 3 tasks to run (2 missing, 1 forced); 1 partition already there',
        'started  //t:j d/1 (+2 more) task=00ff',
        'finished //t:j d/1 (+2 more) task=00ff after 1.23s',
        'started  //t:j d/1 (+2 more) task=11',
        'stopping: task-failed',
        'failed   //t:j d/1 (+2 more) task=11 after 0.01s: killed',
        'failed: built 1, failed 1, not started 1, pruned 1 in 2.50s; data in /d',
      ],
    });
  });

  test('a terminal sees the beginning, failures and the end, and one line that changes', () => {
    let time = 0;
    const { lines, raw } = tell({ tty: true, now: () => (time += 1000) });
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['build', 'stopping:', 'failed', 'failed:']);
    expect(raw).toContain('\r\u001b[K[1/3] 0 running: //t:j d/1 (+2 more)');
  });

  test('a terminal is not repainted for every event', () => {
    const { raw } = tell({ tty: true, now: () => 50 });
    expect(raw.match(/running/g) ?? []).toHaveLength(1);
  });

  test('colours only where they are wanted', () => {
    expect(tell({ tty: true, color: true }).lines.at(-1)).toBe(`\u001b[31m${tell({}).lines.at(-1) ?? ''}\u001b[0m`);
    expect(tell({ tty: true, color: false }).lines.join()).not.toContain('\u001b');
  });

  test('quiet says nothing', () => {
    expect(tell({ quiet: true })).toEqual({ lines: [], raw: '' });
  });
});
