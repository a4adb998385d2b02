import { expect, test } from '@jest/globals';
import { CLOCK, clockOver, millisSince } from './clock.js';

test('time does not go back when the system clock is set back', () => {
  const wall = [100, 105, 42, 50, 106];
  const { now } = clockOver(
    () => wall.shift() ?? 0,
    () => 0,
  );
  expect([now(), now(), now(), now(), now()]).toEqual([100, 105, 105, 105, 106]);
});

test('a duration does not depend on the system clock', () => {
  const clock = clockOver(
    () => 0,
    () => 17.6,
  );
  expect(millisSince(clock, 12)).toBe(6);
});

test('CLOCK gives the current time and durations', () => {
  const before = Date.now();
  expect(CLOCK.now()).toBeGreaterThanOrEqual(before);
  expect(millisSince(CLOCK, CLOCK.elapsed())).toBeGreaterThanOrEqual(0);
});
