import { expect, test } from '@jest/globals';
import { CLOCK, clockOver, millisSince } from './clock.js';

test('time does not go back when the clock of the system is set back', () => {
  const wall = [100, 105, 42, 50, 106];
  const { now } = clockOver(
    () => wall.shift() ?? 0,
    () => 0,
  );
  expect([now(), now(), now(), now(), now()]).toEqual([100, 105, 105, 105, 106]);
});

test('how long something took has nothing to do with the time of day', () => {
  const clock = clockOver(
    () => 0,
    () => 17.6,
  );
  expect(millisSince(clock, 12)).toBe(6);
});

test('the clock of the machine tells the time of day', () => {
  const before = Date.now();
  expect(CLOCK.now()).toBeGreaterThanOrEqual(before);
  expect(millisSince(CLOCK, CLOCK.elapsed())).toBeGreaterThanOrEqual(0);
});
