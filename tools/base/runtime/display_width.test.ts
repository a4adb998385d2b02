import { describe, expect, test } from '@jest/globals';
import { cutToWidth, displayWidth } from './display_width.js';

describe('the width of text on a terminal', () => {
  test.each([
    ['', 0],
    ['plain text', 10],
    ['Äther', 5],
    ['…', 1],
    ['e\u0301', 1],
    ['日本', 4],
    ['한국어', 6],
    ['ｱ', 1],
    ['Ａ', 2],
    ['𠀀', 2],
    ['👍', 2],
    ['👨‍👩‍👧', 2],
    ['🇨🇭', 2],
    ['1\ufe0f\u20e3', 2],
    ['a\u200bb', 2],
    ['\ud800', 0],
  ])('of %j is %i columns', (text, columns) => {
    expect(displayWidth(text)).toBe(columns);
  });
});

describe('cutToWidth', () => {
  test.each([
    ['fits it', 7, 'fits it'],
    ['too long', 7, 'too lo…'],
    ['日本語', 6, '日本語'],
    ['日本語', 5, '日本…'],
    ['日本語', 4, '日…'],
    ['日本語', 2, '…'],
    ['ab👨‍👩‍👧cd', 5, 'ab👨‍👩‍👧…'],
    ['ab👨‍👩‍👧cd', 4, 'ab…'],
    ['e\u0301e\u0301', 1, '…'],
    ['abc', 1, '…'],
    ['abc', 0, ''],
    ['äbc', 0, ''],
  ])('cuts %j to %i columns', (text, columns, cut) => {
    expect(cutToWidth(text, columns)).toBe(cut);
    expect(displayWidth(cut)).toBeLessThanOrEqual(columns);
  });
});
