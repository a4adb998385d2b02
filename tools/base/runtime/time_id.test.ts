import { expect, test } from '@jest/globals';
import { timeIds } from './time_id.js';

test('an id is a UUID of version 7 with the current time', () => {
  const id = timeIds(() => 0x0123_4567_89ab)();
  expect(id).toMatch(/^01234567-89ab-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('ids are unique and ascending, even within a millisecond or if the clock steps back', () => {
  const times = [...Array.from({ length: 10_000 }, () => 1000), 900, 1, 1001, 5000];
  let next = 0;
  const newId = timeIds(() => times[next++] ?? 0);
  const ids = times.map(() => newId());
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});

test('two sources give different ids at the same time', () => {
  expect(timeIds(() => 1)()).not.toBe(timeIds(() => 1)());
});
