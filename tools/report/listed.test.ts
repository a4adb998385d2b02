import { expect, test } from '@jest/globals';
import { bothEnds, firstLines } from './listed.js';

const letters = (count: number): string[] => Array.from({ length: count }, (_, i) => String.fromCharCode(97 + i));

test('of many lines the first are shown, and the rest is counted', () => {
  expect(firstLines(letters(2), 2)).toEqual(['a', 'b']);
  expect(firstLines(letters(4), 2)).toEqual(['a', 'b', 'and 2 more']);
  expect(firstLines(letters(3), 2, 'change')).toEqual(['a', 'b', 'and 1 more change']);
  expect(firstLines(new Array<string>(1_002).fill('a'), 2).at(-1)).toBe('and 1,000 more');
});

test('of a long path both ends are shown', () => {
  expect(bothEnds(letters(4), 2)).toEqual(['a', 'b', 'c', 'd']);
  expect(bothEnds(letters(7), 2)).toEqual(['a', 'b', '… 3 more …', 'f', 'g']);
});
