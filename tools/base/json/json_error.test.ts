import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findJsonError } from './json_error.js';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** JSON in which one character was replaced, removed or inserted. */
const nearlyJson = fc
  .tuple(
    fc.json({ maxDepth: 3 }),
    fc.nat(),
    fc.nat(2),
    fc.constantFrom(
      '',
      ',',
      ':',
      '"',
      '[',
      ']',
      '{',
      '}',
      '\\',
      '0',
      '-',
      '.',
      'e',
      't',
      ' ',
      '\n',
      '\t',
      '\u0001',
      '\u00a0',
    ),
  )
  .map(([json, where, removed, put]) => {
    const offset = where % (json.length + 1);
    return json.slice(0, offset) + put + json.slice(offset + removed);
  });

test('finds an error exactly if JSON.parse rejects the text', () => {
  let refused = 0;
  fc.assert(
    fc.property(fc.oneof(fc.json(), nearlyJson, fc.string()), (text) => {
      const verdict = isJson(text);
      if (!verdict) refused++;
      expect(findJsonError(text) === undefined).toBe(verdict);
    }),
    { numRuns: 5000 },
  );
  expect(refused).toBeGreaterThan(500);
});

test('reports the first error: the text before it is the beginning of valid JSON', () => {
  fc.assert(
    fc.property(nearlyJson, (text) => {
      const error = findJsonError(text);
      if (error === undefined || error.expected === 'the end of the text') return;
      // If the text is cut at the error, its only problem is that it ends too early.
      expect(findJsonError(text.slice(0, error.offset))?.offset).toBe(error.offset);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['', 0, 'a value'],
  ['[1, 2', 5, '"," or "]"'],
  ['[1 2]', 3, '"," or "]"'],
  ['[1,]', 3, 'a value'],
  ['[,]', 1, 'a value or "]"'],
  ['{"a" 1}', 5, '":"'],
  ['{"a":}', 5, 'a value'],
  ['{a:1}', 1, 'a name in quotes or "}"'],
  ['{"a":1,}', 7, 'a name in quotes'],
  ['{"a":1 "b":2}', 7, '"," or "}"'],
  ['"abc', 4, 'the closing quote'],
  ['"a\nb"', 2, 'no bare control character'],
  ['"a\\x"', 2, 'an escape such as \\n or \\u0041'],
  ['[] []', 3, 'the end of the text'],
  ['[nul]', 1, 'a value or "]"'],
  ["['a']", 1, 'a value or "]"'],
])('%j fails at %d: expected %s', (text, offset, expected) => {
  expect(findJsonError(text)).toEqual({ offset, expected });
});

test('handles 100,000 nested brackets without exhausting the stack', () => {
  expect(findJsonError('['.repeat(100_000))).toEqual({ offset: 100_000, expected: 'a value or "]"' });
});
