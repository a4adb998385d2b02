import { describe, expect, test } from '@jest/globals';
import type { FoundLog } from '../observe/logs/index.js';
import { refs } from '../dev/testing/index.js';
import { describeEndOfLog, describeFindLogFailure, describeLog } from './logs.js';

const [ref] = refs('d/1') as [FoundLog['ref']];
const log: FoundLog = {
  ref,
  buildId: 'B',
  taskId: '00ff',
  job: '//t:j',
  attempt: 1,
  path: '/s/builds/B/logs/00ff.log',
  host: 'box',
  state: 'failed',
  live: false,
};

describe('the line about a log', () => {
  test.each([
    [log, 'd/1: //t:j, build B, failed; log: /s/builds/B/logs/00ff.log'],
    [{ ...log, batch: 20 }, 'd/1: //t:j, build B, failed; log of a batch of 20 tasks: /s/builds/B/logs/00ff.log'],
    [
      { ...log, attempt: 2, state: 'running' },
      'd/1: //t:j, build B, attempt 2, is running; log: /s/builds/B/logs/00ff.log',
    ],
    [
      { ...log, attempt: 0, state: 'announced' },
      'd/1: //t:j has not started it yet in build B; waiting for its log: /s/builds/B/logs/00ff.log',
    ],
  ] as const)('names the partition, the job, the build and the path: %j', (found, text) => {
    expect(describeLog(found)).toBe(text);
  });

  test('ends with the outcome of the task', () => {
    expect(describeEndOfLog('succeeded')).toBe('the task succeeded');
    expect(describeEndOfLog('running')).toBe('the task was still running when its build ended');
  });
});

describe('the message about a missing log', () => {
  const why = (failure: Parameters<typeof describeFindLogFailure>[0]): string =>
    describeFindLogFailure(failure, 'box', '/s');

  test('says that no build has tried to make the partition, and what its last build did', () => {
    expect(why({ reason: 'never-tried', ref })).toBe(
      'no build in /s has tried to make d/1; use builds show to list the refs of a past build',
    );
    const lately = { buildId: 'B', state: 'skipped', live: false } as const;
    expect(why({ reason: 'never-tried', ref, lately })).toBe(
      'no build in /s has tried to make d/1; in build B its task was skipped',
    );
    expect(why({ reason: 'never-tried', ref, lately: { ...lately, state: 'announced', live: true } })).toBe(
      'no build in /s has tried to make d/1; in build B its task has not started yet; use --follow to wait for it',
    );
  });

  test('says where the log was if it is gone or on another machine', () => {
    const gone = { reason: 'log-gone', ref, path: log.path, buildId: 'B', host: 'box' } as const;
    const text = `the log of d/1 does not exist: ${log.path}; build B ran on`;
    expect(why(gone)).toBe(`${text} box`);
    expect(why({ ...gone, host: 'far' })).toBe(`${text} far, and this is box; look in the state directory there`);
  });
});
