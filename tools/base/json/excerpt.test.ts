import { expect, test } from '@jest/globals';
import { escapeControls, excerptAt, shorten } from './excerpt.js';

test('shows characters that a terminal would act on as escapes', () => {
  expect(escapeControls('a\nb\tc\u001b[31m\u0085\u202e\ud800😀é')).toBe('a\\nb\\tc\\u001b[31m\\u0085\\u202e\\ud800😀é');
});

test('cuts long text, but never in the middle of a character', () => {
  expect(shorten('abcdef', 6)).toBe('abcdef');
  expect(shorten('abcdef', 3)).toBe('abc…');
  expect(shorten('ab😀', 3)).toBe('ab…');
});

test('cuts both sides of the text around a place', () => {
  expect(excerptAt('0123456789', 5, 2, 2)).toBe('…3456…');
  expect(excerptAt('0123456789', 0, 2, 20)).toBe('0123456789');
});
