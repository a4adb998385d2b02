import { expect, test } from '@jest/globals';
import { randomBytes, randomName } from './random.js';

test('names differ, however many are made', () => {
  const names = Array.from({ length: 10_000 }, randomName);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[0-9a-f]{12}$/);
});

test('as many bytes as asked for', () => {
  expect([1, 8, 256, 0].map((count) => randomBytes(count).length)).toEqual([1, 8, 256, 0]);
});
