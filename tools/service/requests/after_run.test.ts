import { expect, test } from '@jest/globals';
import { stepAfter } from './after_run.js';

const row = { cancel_signals: 0, plan_run: 'r', drifts: 0, interruptions: 2 };
const interrupted = { outcome: 'interrupted', stderrTail: 'the plan is empty' } as const;

test('a request fails when its build is killed for the third time', () => {
  for (const killed of [{ end: { signal: 'SIGKILL' } }, { end: undefined, build: 'b' }]) {
    expect(stepAfter({ ...row, interruptions: 1 }, { ...interrupted, ...killed })).toEqual({
      step: 'interrupt',
      set: { interruptions: 2 },
    });
    expect(stepAfter(row, { ...interrupted, ...killed })).toMatchObject({ step: 'fail', set: { interruptions: 3 } });
  }
});

test('a build that never began, because the service was killed before it gave it the plan, runs again', () => {
  expect(stepAfter(row, { ...interrupted, end: undefined })).toEqual({ step: 'interrupt', set: { interruptions: 2 } });
});

test('a request that is cancelled ends, however its build has ended', () => {
  for (const outcome of ['cancelled', 'drifted', 'interrupted'] as const) {
    expect(stepAfter({ ...row, cancel_signals: 1 }, { ...interrupted, outcome, end: undefined })).toMatchObject({
      step: 'end-cancelled',
    });
  }
});
