import { expect, test } from '@jest/globals';
import { blockOf, withoutFirstPart } from './log_pages.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('lines know the byte where they begin, whatever characters are before them', () => {
  expect(blockOf(bytes('é\n\nab\n'), 10, true)).toEqual({
    from: 10,
    until: 17,
    lines: [
      { at: 10, text: 'é' },
      { at: 13, text: '' },
      { at: 14, text: 'ab' },
    ],
  });
});

test('what follows the last line break is left for the next block, unless nothing follows', () => {
  expect(blockOf(bytes('ab\ncd'), 0, false)).toEqual({ from: 0, until: 3, lines: [{ at: 0, text: 'ab' }] });
  expect(blockOf(bytes('ab\ncd'), 0, true).until).toBe(5);
});

test('a line without an end is cut, never inside of a character', () => {
  const { lines, until } = blockOf(bytes(`x${'é'.repeat(10_000)}`), 0, false);
  expect(lines.map(({ text }) => text).join('')).toBe(
    `x${'é'.repeat(10_000)}`.slice(0, lines.map(({ text }) => text).join('').length),
  );
  expect(lines.every(({ text }) => !text.includes('\ufffd'))).toBe(true);
  expect(until).toBeGreaterThan(8_000);
});

test('a block that begins inside of a line begins with the next one', () => {
  const { bytes: rest, from } = withoutFirstPart(bytes('rest\nnext'), 100);
  expect([new TextDecoder().decode(rest), from]).toEqual(['next', 105]);
  const long = withoutFirstPart(bytes('é'.repeat(9000)).subarray(1), 7);
  expect([long.from, new TextDecoder().decode(long.bytes.subarray(0, 2))]).toEqual([8, 'é']);
});
