import { expect, test } from '@jest/globals';
import { columns, shortened } from './measure.js';

test('wide characters take two columns', () => {
  expect(['abc', '日本', '😀', 'é'].map(columns)).toEqual([3, 4, 2, 1]);
});

test('a long text loses its middle, and fits', () => {
  const text = `orders/region=${'north'.repeat(20)}/date=2024-03-01`;
  expect(shortened('orders/date=2024-03-01')).toBe('orders/date=2024-03-01');
  expect(shortened(text)).toMatch(/^orders\/region=north.*….*\/date=2024-03-01$/);
  expect(columns(shortened(text))).toBeLessThanOrEqual(44);
  expect(columns(shortened('日本語'.repeat(30)))).toBeLessThanOrEqual(44);
});
