import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { describeTextProblem, fillText, parseTextTemplate, textTemplate } from './text_template.js';

const BOUND = new Map([
  ['month', '2001-01'],
  ['airport', 'ORD'],
]);

test.each([
  ['', ''],
  ['--month', '--month'],
  ['{month}', '2001-01'],
  ['{airport}-{month}.{airport}', 'ORD-2001-01.ORD'],
  ['{{month}}', '{month}'],
  ['{{{month}}}', '{2001-01}'],
  ['{"a": {{}}}', undefined],
  ['{{"airport": "{airport}"}}', '{"airport": "ORD"}'],
  ['$HOME \0"\'', '$HOME \0"\''],
])('%j is filled in as %j', (text, filled) => {
  const parsed = parseTextTemplate(text);
  expect(parsed.ok ? fillText(parsed.value, BOUND) : undefined).toBe(filled);
});

test('what a name stands for is not filled in again', () => {
  expect(
    fillText(
      textTemplate('{a}{b}'),
      new Map([
        ['a', '{b}'],
        ['b', '{{'],
      ]),
    ),
  ).toBe('{b}{{');
});

test.each([
  ['{', 'has a stray brace; write {{ or }}'],
  ['a}', 'has a stray brace'],
  ['{a', 'has a stray brace'],
  ['{a{b}}', 'has a stray brace'],
  ['{a}}', 'has a stray brace'],
  ['{}', 'has the name ""'],
  ['{a b}', 'has the name "a b"'],
])('the text %j is refused: it %s', (text, message) => {
  const parsed = parseTextTemplate(text);
  expect(parsed.ok ? 'parsed' : describeTextProblem(parsed.error)).toContain(message);
});

test('a text whose braces are doubled is filled in as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '{', '}', ' ') }), (text) => {
      expect(fillText(textTemplate(text.replace(/[{}]/g, '$&$&')), new Map())).toBe(text);
    }),
  );
});
