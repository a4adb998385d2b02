import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ExecEvent } from '../../exec/index.js';
import { isEnd, replay } from './replay.js';
import type { BuildState, TaskState } from './state.js';
import {
  EACH_KIND,
  fakeTask,
  finished,
  started,
  stopping,
  streamed,
  taskEvent,
  type FakeTaskEvent,
} from './testing/index.js';

const stateOf = (events: Parameters<typeof replay>[0]): BuildState => {
  const state = replay(events);
  if (!state.ok) throw new Error(state.error.reason);
  return state.value;
};

const ENDS = ['finished', 'failed', 'skipped', 'aborted', 'delegated'] as const;

/** The events of one task between its announcement and the end of the build. */
const story = fc
  .record({ waits: fc.nat(2), retries: fc.nat(3), end: fc.constantFrom(...ENDS) })
  .map(({ waits, retries, end }): FakeTaskEvent[] => {
    const waiting = Array.from({ length: waits }, () => EACH_KIND.waiting);
    if (end === 'skipped' || end === 'delegated') return [...waiting, EACH_KIND[end]];
    const attempts = Array.from({ length: retries }, (_, at): FakeTaskEvent[] => [
      { ...EACH_KIND.started, attempt: at + 1 },
      { ...EACH_KIND.retrying, attempt: at + 1 },
    ]);
    return [...waiting, ...attempts.flat(), { ...EACH_KIND.started, attempt: retries + 1 }, EACH_KIND[end]];
  });

/** A whole build: the announcements, the events of its tasks in mixed order, perhaps a stop before them, and the end. */
const build = fc
  .record({ stories: fc.array(story, { maxLength: 6 }), order: fc.infiniteStream(fc.nat()), stops: fc.boolean() })
  .map(({ stories, order, stops }) => {
    const announced = stories.map((_, at) => taskEvent(String(at), EACH_KIND.announced));
    const left = stories.map((events, at) => ({ id: String(at), events: [...events] }));
    const mixed: ExecEvent[] = stops ? [stopping] : [];
    for (let open = left; open.length > 0;) {
      const { id, events } = open[order.next().value % open.length]!;
      mixed.push(taskEvent(id, events.shift()!));
      open = open.filter((task) => task.events.length > 0);
    }
    return { stories, events: streamed([started(stories.length), ...announced, ...mixed, finished()]) };
  });

const END_STATES = {
  finished: 'succeeded',
  failed: 'failed',
  skipped: 'skipped',
  aborted: 'aborted',
  delegated: 'delegated',
};

describe('the events of any build', () => {
  test('give every announced task the end that it had, and show no flaws', () => {
    fc.assert(
      fc.property(build, ({ stories, events }) => {
        const state = stateOf(events);
        expect(state).toMatchObject({ outcome: 'succeeded', events: events.length, durationMs: 5000, flaws: [] });
        expect(state.tasks.map(({ id, state: end }) => [id, end])).toEqual(
          stories.map((story, at) => [String(at), END_STATES[story.at(-1)!.event as keyof typeof END_STATES]]),
        );
        const attempts = stories.map((story) => story.filter(({ event }) => event === 'started').length);
        expect(state.tasks.map((task) => task.attempts)).toEqual(attempts);
        expect(state.tasks.every(({ endTime, owner }) => endTime !== undefined && owner === undefined)).toBe(true);
      }),
    );
  });

  test('give an unfinished build without flaws if the last ones are missing, and no task ever goes back a state', () => {
    fc.assert(
      fc.property(build, ({ events }) => {
        let before: readonly TaskState[] = [];
        for (let length = 1; length < events.length; length++) {
          const state = stateOf(events.slice(0, length));
          expect(state).toMatchObject({ outcome: 'unfinished', events: length, flaws: [] });
          expect(state.tasks.length).toBeGreaterThanOrEqual(before.length);
          for (const [at, task] of before.entries()) {
            if (isEnd(task.state)) expect(state.tasks[at]).toEqual(task);
            expect(state.tasks[at]!.attempts).toBeGreaterThanOrEqual(task.attempts);
          }
          before = state.tasks;
        }
      }),
      { numRuns: 50 },
    );
  });

  test('change nothing if some are repeated, as after a repeated request', () => {
    fc.assert(
      fc.property(build, fc.nat(), fc.nat(), ({ events }, from, length) => {
        const start = from % events.length;
        const end = start + 1 + (length % (events.length - start));
        expect(stateOf([...events.slice(0, end), ...events.slice(start)])).toEqual(stateOf(events));
      }),
    );
  });

  test('show a flaw if one is missing from the middle', () => {
    fc.assert(
      fc.property(build, fc.nat(), ({ events }, at) => {
        fc.pre(events.length > 2);
        const missing = 1 + (at % (events.length - 2));
        const { flaws } = stateOf(events.toSpliced(missing, 1));
        expect(flaws[0]).toEqual({ reason: 'events-missing', sequence: events[missing + 1]!.sequence, count: 1 });
      }),
    );
  });
});

test('a queued task has a log and no start; a started one has its machine', () => {
  const far = { ...EACH_KIND.started, host: 'node7' };
  const story = (...happened: readonly FakeTaskEvent[]): TaskState | undefined =>
    stateOf(streamed([started(1), ...[EACH_KIND.announced, ...happened].map((event) => taskEvent('a', event))]))
      .tasks[0];
  const queued = story(EACH_KIND.queued);
  expect(queued).toMatchObject({ state: 'queued', attempts: 0, log: EACH_KIND.queued.log });
  expect(queued).not.toHaveProperty('startTime');
  expect(story(EACH_KIND.queued, far)).toMatchObject({ state: 'running', attempts: 1, taskHost: 'node7' });
  // The second attempt runs on the machine of the build.
  const again = story(EACH_KIND.queued, far, EACH_KIND.retrying, EACH_KIND.queued, EACH_KIND.started);
  expect(again).toMatchObject({ state: 'running', attempts: 2 });
  expect(again).not.toHaveProperty('taskHost');
});

test('a task has the size of the batch in which it runs, until it runs alone', () => {
  const story = (...happened: readonly FakeTaskEvent[]): TaskState | undefined =>
    stateOf(streamed([started(1), ...[EACH_KIND.announced, ...happened].map((event) => taskEvent('a', event))]))
      .tasks[0];
  const queued = { ...EACH_KIND.queued, batch: 20 };
  const running = { ...EACH_KIND.started, batch: 20 };
  expect(story(queued)).toMatchObject({ state: 'queued', batch: 20 });
  expect(story(queued, running)).toMatchObject({ state: 'running', batch: 20 });
  expect(story(running, EACH_KIND.retrying, EACH_KIND.started)).not.toHaveProperty('batch');
});

test('a replayed task has its log, problem, cause, owner and manifests', () => {
  const tasks = [
    ['ran', EACH_KIND.started, EACH_KIND.finished],
    ['broke', EACH_KIND.started, EACH_KIND.retrying, EACH_KIND.started, EACH_KIND.failed],
    ['held', EACH_KIND.waiting],
    ['left', { ...EACH_KIND.skipped, because: fakeTask('broke') }],
    ['had', EACH_KIND.delegated],
  ] as const;
  const events: ExecEvent[] = [started(5), stopping];
  for (const [id] of tasks) events.push(taskEvent(id, EACH_KIND.announced));
  for (const [id, ...happened] of tasks) for (const event of happened) events.push(taskEvent(id, event, 20));
  const state = stateOf(streamed(events));
  expect(state).toMatchObject({ label: '//t:g', plan: 'a plan', pruned: 2, tasksPlanned: 5, stopping: 'task-failed' });
  const { log } = EACH_KIND.started;
  expect(state.tasks).toMatchObject([
    { id: 'ran', state: 'succeeded', attempts: 1, durationMs: 7, log, manifests: ['manifest of a'], estimateMs: 12.5 },
    {
      id: 'broke',
      state: 'failed',
      attempts: 2,
      problem: { reason: 'exit-non-zero', code: 3 },
      logTail: 'no\nway\n',
      log,
    },
    { id: 'held', state: 'waiting', owner: 'other:build', attempts: 0 },
    { id: 'left', state: 'skipped', because: { id: 'broke', job: '//t:j' } },
    { id: 'had', state: 'delegated', manifests: ['m1'] },
  ]);
  expect(state.tasks[0]).toMatchObject({ startTime: '2026-01-02T03:04:05.698Z', endTime: '2026-01-02T03:04:05.698Z' });
});

test('tasks without an end, without an announcement or with two ends are flaws', () => {
  const flaws = (...events: ExecEvent[]): unknown => stateOf(streamed([started(1), ...events])).flaws;
  const announced = taskEvent('a', EACH_KIND.announced);
  expect(flaws(announced, finished())).toEqual([{ reason: 'task-without-end', sequence: '0000000003', task: 'a' }]);
  expect(flaws(taskEvent('a', EACH_KIND.finished))).toEqual([
    { reason: 'task-not-announced', sequence: '0000000002', task: 'a' },
  ]);
  expect(flaws(announced, taskEvent('a', EACH_KIND.failed), taskEvent('a', EACH_KIND.finished))).toEqual([
    { reason: 'task-ended-twice', sequence: '0000000004', task: 'a' },
  ]);
  expect(flaws(finished(), stopping)).toEqual([{ reason: 'event-after-last', sequence: '0000000003' }]);
});

test('events without the first one give no build', () => {
  expect(replay([])).toEqual({ ok: false, error: { reason: 'no-first-event' } });
  expect(replay(streamed([started(0), finished()]).slice(1)).ok).toBe(false);
});
