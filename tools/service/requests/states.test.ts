import { expect, test } from '@jest/globals';
import { isEnd, movesOf, next, STATES, STEPS, type State, type Step } from './states.js';

/** Every pair that is allowed. All others are not. */
const ALLOWED: Readonly<Record<Step, readonly string[]>> = {
  plan: ['accepted → planning', 'planning → planning'],
  'find-nothing': ['planning → nothing-to-do'],
  ask: ['planning → waiting-for-approval'],
  queue: ['planning → queued'],
  'fail-plan': ['planning → failed'],
  'refuse-plan': ['planning → refused'],
  approve: ['waiting-for-approval → queued'],
  overlap: ['queued → waiting-for-builds', 'waiting-for-builds → waiting-for-builds'],
  start: ['queued → running', 'waiting-for-builds → running'],
  'lose-plan': ['queued → accepted', 'waiting-for-builds → accepted'],
  interrupt: ['running → queued'],
  drift: ['running → accepted'],
  succeed: ['running → succeeded'],
  fail: ['running → failed'],
  refuse: ['running → refused'],
  'end-cancelled': ['running → cancelled'],
  cancel: [
    'accepted → cancelled',
    'planning → cancelled',
    'waiting-for-approval → cancelled',
    'queued → cancelled',
    'waiting-for-builds → cancelled',
    'running → running',
    'stopped → cancelled',
  ],
  retry: ['failed → accepted', 'cancelled → accepted', 'refused → accepted'],
  stop: ['running → stopped'],
  continue: ['stopped → queued'],
};

const pairs = STATES.flatMap((state) => STEPS.map((step): [Step, State] => [step, state]));

test.each(pairs)('the step "%s" in the state "%s" leads where the table says', (step, state) => {
  const allowed = ALLOWED[step].find((each) => each.startsWith(`${state} → `));
  expect(next(state, step)).toBe(allowed?.slice(state.length + 3));
});

test.each(STEPS)('the moves of the step "%s" are those of its pairs', (step) => {
  expect(movesOf(step).map(([from, to]) => `${from} → ${to}`)).toEqual(ALLOWED[step]);
});

test('only a retry leads out of an end, and only out of one that is not a success', () => {
  const ends = STATES.filter(isEnd);
  expect(ends).toEqual(['succeeded', 'failed', 'cancelled', 'nothing-to-do', 'refused']);
  const out = ends.flatMap((state) =>
    STEPS.filter((step) => next(state, step) !== undefined).map((step) => [state, step]),
  );
  expect(out).toEqual([
    ['failed', 'retry'],
    ['cancelled', 'retry'],
    ['refused', 'retry'],
  ]);
});

test('every state that is no end can be cancelled', () => {
  for (const state of STATES) expect([state, next(state, 'cancel') !== undefined]).toEqual([state, !isEnd(state)]);
});
