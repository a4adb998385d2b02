import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { appendFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUILD, CONTEXT, EACH_KIND, finished, lines, refs, started, taskEvent } from '../events/testing/index.js';
import { ownProcessMark } from '../../base/runtime/index.js';
import { followLog } from './follow_log.js';

const [REF] = refs('out/a') as [ReturnType<typeof refs>[number]];
const FOUND = { ref: REF, buildId: BUILD, taskId: 'a', attempt: 1, state: 'running' } as const;

let stateDir: string;

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'follow-'));
  await mkdir(join(stateDir, 'builds', BUILD, 'logs'), { recursive: true });
});

afterEach(() => rm(stateDir, { recursive: true }));

const log = (name: string, text: string): Promise<void> =>
  appendFile(join(stateDir, 'builds', BUILD, 'logs', name), text);

/** The events of a running build, which tests write piece by piece. */
const STORY = lines(
  [
    started(2),
    taskEvent('a', EACH_KIND.announced),
    taskEvent('other', EACH_KIND.announced),
    taskEvent('a', EACH_KIND.started),
    taskEvent('a', EACH_KIND.retrying),
    taskEvent('other', EACH_KIND.started),
    taskEvent('other', EACH_KIND.finished),
    taskEvent('a', { ...EACH_KIND.started, attempt: 2, log: EACH_KIND.started.log.replace('.log', '.2.log') }),
    taskEvent('a', EACH_KIND.failed),
    finished(),
  ],
  { ...CONTEXT, process: ownProcessMark() },
).map((line) => `${line}\n`);

const say = (from: number, to: number): Promise<void> =>
  appendFile(join(stateDir, 'builds', BUILD, 'events.jsonl'), STORY.slice(from, to).join(''));

/** Follows the log. Whenever there is nothing more to show, the next of the happenings takes place. */
async function follow(
  happenings: (() => Promise<void>)[],
  wanted = Infinity,
): Promise<{ state: string | undefined; shown: string[] }> {
  const shown: string[] = [];
  const path = join(stateDir, 'builds', BUILD, 'logs/a.log');
  const state = await followLog(
    { ...FOUND, path },
    {
      stateDir,
      host: CONTEXT.host,
      write: (bytes) => {
        shown.push(bytes.toString());
        return Promise.resolve(shown.length < wanted);
      },
      onAttempt: (attempt) => shown.push(`attempt ${String(attempt)}`),
      pause: async () => {
        const happening = happenings.shift();
        if (happening === undefined) throw new Error('it goes on, and nothing happens any more');
        await happening();
      },
      signal: new AbortController().signal,
    },
  );
  expect(happenings).toEqual([]);
  return { state, shown };
}

describe('following a log', () => {
  test('continues with the next attempt, and ends when the last one has ended', async () => {
    await say(0, 4);
    const { state, shown } = await follow([
      () => log('a.log', 'one\n'),
      () => log('a.log', 'two\n'),
      () => say(4, 7),
      async () => {
        await log('a.log', 'last words\n');
        await log('a.2.log', 'again\n');
        await say(7, 8);
      },
      async () => {
        await log('a.2.log', 'the end\n');
        await say(8, 9);
      },
    ]);
    expect({ state, shown }).toEqual({
      state: 'failed',
      shown: ['one\n', 'two\n', 'last words\n', 'attempt 2', 'again\n', 'the end\n'],
    });
  });

  test('shows every attempt that has already ended', async () => {
    await say(0, 10);
    await log('a.log', 'one\n');
    await log('a.2.log', 'two\n');
    expect(await follow([])).toEqual({ state: 'failed', shown: ['one\n', 'attempt 2', 'two\n'] });
  });

  test('handles an event only when its line is complete', async () => {
    await say(0, 8);
    const events = join(stateDir, 'builds', BUILD, 'events.jsonl');
    const [line = ''] = STORY.slice(8);
    const { state } = await follow([
      () => appendFile(events, line.slice(0, 50)),
      () => appendFile(events, line.slice(50)),
    ]);
    expect(state).toBe('failed');
  });

  test('ends when the reader wants no more', async () => {
    await say(0, 4);
    await log('a.log', 'one\n');
    expect(await follow([], 1)).toEqual({ state: undefined, shown: ['one\n'] });
  });

  test('ends at once if there are no events of the build', async () => {
    await log('a.log', 'one\n');
    expect(await follow([])).toEqual({ state: 'running', shown: ['one\n'] });
  });
});
