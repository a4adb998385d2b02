import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TerminalStream, terminalText } from './terminal_text.js';

test.each([
  ['plain, ünï, 日本, 👩‍💻\n\ttabbed', 'plain, ünï, 日本, 👩‍💻\n\ttabbed'],
  ['\u001b[1;31mred\u001b[0m', '\u001b[1;31mred\u001b[0m'],
  ['\u001b[2Jgone', '\\u001b[2Jgone'],
  ['\u001b]0;title\u0007', '\\u001b]0;title\\u0007'],
  ['\u009b2J', '\\u009b2J'],
  ['a\u202eb\u2066c\u200f', 'a\\u202eb\\u2066c\\u200f'],
  ['\ud800', '\\ud800'],
  ['dos\r\nline\r\r\n', 'dos\nline\n'],
  ['10 %\r20 %', '10 %\n20 %'],
  ['a\bb\u007f', 'a\\u0008b\\u007f'],
])('shows %j as %j', (text, shown) => {
  expect(terminalText(text, true)).toBe(shown);
});

test('removes colours if the output is not a terminal', () => {
  expect(terminalText('\u001b[1mbold\u001b[0m \u001b[2K', false)).toBe('bold \\u001b[2K');
});

test('shows text that arrives in pieces as it would show the whole text', () => {
  const letters = fc.constantFrom('\u001b', '[', '3', '1', 'm', 'K', '\r', '\n', 'ä', '\u009b', 'x', '😀');
  fc.assert(
    fc.property(fc.string({ unit: letters }), fc.array(fc.integer({ min: 1, max: 5 })), (text, sizes) => {
      const bytes = Buffer.from(text);
      const stream = new TerminalStream();
      let shown = '';
      let at = 0;
      for (const size of sizes) shown += stream.push(bytes.subarray(at, (at += size)));
      shown += stream.push(bytes.subarray(at)) + stream.end();
      expect(shown).toBe(terminalText(text, true));
    }),
  );
});
