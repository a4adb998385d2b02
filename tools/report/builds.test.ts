import { expect, test } from '@jest/globals';
import type { BuildState, TaskState } from '../observe/events/index.js';
import type { PartitionRef } from '../base/model/index.js';
import { describeBuild, describePastBuild } from './builds.js';
import { describeEventsFailure, describeFindBuildFailure, describeSinkFailure } from './event_failures.js';

const task = (id: string, rest: Partial<TaskState>): TaskState => ({
  id,
  job: '//t:j',
  outputs: [`out/${id}` as PartitionRef],
  state: 'announced',
  attempts: 0,
  ...rest,
});

const build = (tasks: readonly TaskState[], rest: Partial<BuildState> = {}): BuildState => ({
  buildId: 'b1',
  label: '//t:g',
  plan: 'p1',
  host: 'box',
  process: { pid: 7 },
  logDir: '/s/logs',
  startTime: '2026-01-02T03:04:05.678Z',
  lastTime: '2026-01-02T03:05:05.678Z',
  tasksPlanned: tasks.length,
  pruned: 1,
  reasons: {},
  outcome: 'unfinished',
  events: 9,
  tasks,
  flaws: [],
  ...rest,
});

const whole = { torn: false, unknown: 0, odd: 0 };

test('a past build is one line, without the counts that are zero', () => {
  const counts = { tasks: 4, built: 3, failed: 1, skipped: 0, aborted: 0, delegated: 0, unchanged: 0, pruned: 0 };
  const startTime = '2026-01-02T03:04:05.678Z';
  expect(describePastBuild({ id: 'b1', startTime, label: '//t:g', outcome: 'failed', counts, durationMs: 61500 })).toBe(
    'b1  2026-01-02T03:04:05.678Z  failed          61.50s  //t:g  tasks=4  built=3  failed=1',
  );
  expect(describePastBuild({ id: 'b1', outcome: 'unknown' })).toMatch(/^b1 {2}- +unknown +- {2}-$/);
});

test('a build is shown with its failed tasks and their logs, its skipped tasks and its slowest tasks', () => {
  const tasks = [
    task('a', { state: 'succeeded', durationMs: 10 }),
    task('b', { state: 'succeeded', durationMs: 2000 }),
    task('c', {
      state: 'failed',
      attempts: 2,
      durationMs: 30,
      problem: { reason: 'exit-non-zero', code: 3 },
      log: '/s/logs/c.log',
      logTail: 'no\u001b[31m\nway\n',
    }),
    task('d', { state: 'skipped', because: { id: 'c', job: '//t:j' } }),
  ];
  expect(describeBuild(build(tasks, { outcome: 'failed', durationMs: 5000 }), 'failed', whole)).toBe(
    [
      'build b1 of //t:g: failed',
      '  started   2026-01-02T03:04:05.678Z on box, took 5.00s',
      '  plan      p1',
      '  tasks     2 succeeded, 1 failed, 1 skipped',
      '  pruned    1 partition already up to date',
      '  logs      /s/logs',
      '',
      'failed:',
      '  //t:j out/c task=c after 0.03s: exit-non-zero code=3 (attempt 2)',
      '    log: /s/logs/c.log',
      '    | no\\u001b[31m',
      '    | way',
      '',
      'skipped:',
      '  //t:j out/d task=d because of task=c',
      '',
      'slowest:',
      '  //t:j out/b task=b 2.00s',
      '  //t:j out/a task=a 0.01s',
    ].join('\n'),
  );
});

test('an interrupted build is shown with its running tasks and the time of its last event', () => {
  const startTime = '2026-01-02T03:04:06.000Z';
  const text = describeBuild(
    build([task('a', { state: 'running', attempts: 1, startTime, log: '/s/logs/a.log' }), task('b', {})]),
    'interrupted',
    { torn: true, unknown: 2, odd: 1, firstOdd: { line: 3, detail: 'id: no' } },
  );
  expect(text).toContain('interrupted (its process ended before its last event)');
  expect(text).toContain('last seen 2026-01-02T03:05:05.678Z');
  expect(text).toContain('1 running, 1 announced');
  expect(text).toContain(`//t:j out/a task=a since ${startTime}\n    log: /s/logs/a.log`);
  expect(text).toContain('the last event is cut off');
  expect(text).toContain('2 events of a later DataBuild');
});

test('of thousands of tasks or flaws the first are listed, and the rest is counted', () => {
  const tasks = Array.from({ length: 2000 }, (_, at) => task(String(at), { state: 'aborted' }));
  const flaws = tasks.map(({ id }) => ({ reason: 'task-ended-twice', sequence: '0000000007', task: id }) as const);
  const text = describeBuild(build(tasks, { flaws }), 'unknown', whole);
  expect(text.split('\n').length).toBeLessThan(60);
  expect(text.match(/and 1,980 more/g)).toHaveLength(2);
  expect(text).toContain('only its machine, box, knows whether it still runs');
});

test('every failure message names the place and the problem', () => {
  const target = 'http://h/x';
  expect(describeSinkFailure({ reason: 'events-not-written', target: '/s/e', code: 'ENOSPC' })).toMatch(
    /\/s\/e: .*disk/,
  );
  expect(describeSinkFailure({ reason: 'events-refused', target, status: 403 })).toContain(
    'http://h/x: it answers with status 403',
  );
  expect(describeSinkFailure({ reason: 'events-undelivered', target, count: 1, detail: 'ECONNREFUSED' })).toBe(
    '1 event did not arrive at http://h/x: ECONNREFUSED',
  );
  expect(
    describeEventsFailure({ reason: 'events-line-invalid', path: '/s/e', line: 7, detail: 'it is not JSON' }),
  ).toBe('/s/e, line 7: not an event of a build: it is not JSON');
  expect(describeFindBuildFailure({ reason: 'build-ambiguous', id: '01', found: ['01a', '01b'] })).toContain(
    '01a, 01b',
  );
});
