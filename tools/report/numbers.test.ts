import { expect, test } from '@jest/globals';
import { count, duration, elapsed, number, size } from './numbers.js';

test('numbers have thousands separators, and nouns have their plural', () => {
  expect([0, 999, 1_000, 1_234_567].map(number)).toEqual(['0', '999', '1,000', '1,234,567']);
  expect([0, 1, 2, 100_000].map((value) => count(value, 'partition'))).toEqual([
    '0 partitions',
    '1 partition',
    '2 partitions',
    '100,000 partitions',
  ]);
});

test.each([
  [0, '0.00s'],
  [346, '0.35s'],
  [9_994, '9.99s'],
  [9_995, '10s'],
  [59_499, '59s'],
  [59_500, '1m00s'],
  [245_000, '4m05s'],
  [3_599_500, '1h00m'],
  [11_400_000, '3h10m'],
  [273_600_000, '3d04h'],
])('%s milliseconds are shown as %s', (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});

test('a running time is shown in whole seconds, rounded down', () => {
  expect([-5, 999, 59_999, 60_000, 245_900].map(elapsed)).toEqual(['0s', '0s', '59s', '1m00s', '4m05s']);
});

test('sizes have a unit, and one decimal from 1 KiB on', () => {
  expect([0, 1, 1023, 1024, 1536 * 1024, 5 * 1024 ** 5].map(size)).toEqual([
    '0 bytes',
    '1 byte',
    '1,023 bytes',
    '1.0 KiB',
    '1.5 MiB',
    '5120.0 TiB',
  ]);
});
