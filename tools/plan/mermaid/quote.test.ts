import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseRef } from '../../base/model/index.js';
import { escapeControls } from '../../base/json/index.js';
import { quoteLines } from './quote.js';

/** Decodes a label as mermaid does: entity codes become characters. */
const decode = (text: string): string =>
  text.replace(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));

const awkward = [
  'a"b',
  'a#b;c',
  '#35;',
  '&#35;',
  'a]b[c](d){e}',
  '`code`',
  '**bold** _em_',
  '<script>alert(1)</script>',
  'a & b &amp; c',
  '%% comment',
  '%%{init: {}}%%',
  '1. one',
  '- item',
  '---',
  'www.example.com',
  'me@example.com',
  '日本語/日付=😀',
  'a\\b',
  'end',
  'x --> y',
  ':::run',
];

/** Refs with characters that are special to one of mermaid's parsers. */
const refTexts = fc
  .array(fc.constantFrom(...Array.from('ab1.-_*`~#;:"\'<>/&[](){}|$%\\^!@+= é日😀\u200b\u202e'), 'www.', '--'), {
    minLength: 1,
    maxLength: 10,
  })
  .map((parts) => parts.join('').trim())
  .filter((text) => parseRef(text).ok && !text.includes('$$'));

test('a label decodes to its ref, with direction marks as escapes', () => {
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(...awkward), refTexts), (ref) => {
      expect(decode(quoteLines([ref]))).toBe(`"${escapeControls(ref)}"`);
    }),
    { numRuns: 1000 },
  );
});

test('a label has no characters that the grammar, Markdown or HTML would interpret', () => {
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(...awkward), refTexts), (ref) => {
      const label = quoteLines([ref]).slice(1, -1);
      expect(label.replace(/#\d+;/g, '.')).toMatch(/^[\p{L}\p{N} /=._-]*$/u);
      // Dashes and underscores only inside words: so there is no rule, no list and no emphasis.
      expect(label).not.toMatch(/(^|[^\p{L}\p{N}])[_-]|[_-]([^\p{L}\p{N}]|$)/u);
    }),
    { numRuns: 1000 },
  );
});

test('ordinary refs are not changed', () => {
  expect(quoteLines(['daily_summary/date=2024-03-01'])).toBe('"daily_summary/date=2024-03-01"');
});

test('lines are separated by `<br/>`, which refs cannot inject', () => {
  expect(quoteLines(['<br/>', 'b'])).toBe('"#60;br/#62;<br/>b"');
});

test.each([
  ['a$$b$$', 'a$\u2060$b$\u2060$'],
  ['fa:fa-car', 'fa:\u2060fa-car'],
  ['ﬂ°°35¶ß', 'ﬂ\u2060°°35¶\u2060ß'],
])('an invisible character splits %s, which mermaid would interpret', (ref, shown) => {
  expect(decode(quoteLines([ref]))).toBe(`"${shown}"`);
});
