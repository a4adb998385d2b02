import { expect, test } from '@jest/globals';
import { readTime } from './time_option.js';

test.each([
  ['2024-02-29', '2024-02-29T00:00:00.000Z'],
  ['2024-03-01T06:30Z', '2024-03-01T06:30:00.000Z'],
  ['2024-03-01T06:30:15.250+01:30', '2024-03-01T05:00:15.250Z'],
])('%s is read as a time', (text, time) => {
  expect(readTime(text)).toBe(Date.parse(time));
});

test.each([
  '',
  'now',
  '2024',
  '2024-3-1',
  '2023-02-29',
  '2024-13-01',
  '2024-03-01T25:00Z',
  '2024-03-01T06:30',
  '1709251200',
])('%j is not a time', (text) => {
  expect(readTime(text)).toBeUndefined();
});
