import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findUnfit } from './find_unfit.js';

const nested = (depth: number, open = '[', close = ']'): string => open.repeat(depth) + close.repeat(depth);

/** The problem found in a text: its kind, and the characters that cause it. */
function found(text: string): string | undefined {
  const unfit = findUnfit(text, 3);
  return unfit && `${unfit.kind} ${text.slice(unfit.start, unfit.end)}`;
}

test.each([
  nested(3),
  '[[[1]],[[2]],{"a":{}}]',
  '"[[[[[["',
  '{"a":"}","b":["a","a"],"c":{"a":1}}',
  '[{"a":1},{"a":1}]',
  '{"a":"a","":"","b":{"":1}}',
  '"\\ud83d\\ude00 \\uD83D\\uDE00 \\\\ud800 \\u0000"',
  '[-0,1.0,1e2,true,null]',
  '["9007199254740993","1e400"]',
])('accepts %s', (text) => {
  expect(found(text)).toBeUndefined();
});

test.each([
  [nested(4), 'too-deep ['],
  ['{"a":[{"b":{}}]}', 'too-deep {'],
  ['[1e400, [[[ ]]]]', 'too-deep ['],
  ['[1, 9007199254740993]', 'number-not-kept 9007199254740993'],
  ['{"a":-1E400}', 'number-not-kept -1E400'],
  ['"a\\ud800b"', 'half-surrogate-pair \\ud800'],
  ['"\\ud800\\ud83d\\ude00"', 'half-surrogate-pair \\ud800'],
  ['["\\uDC00\\uD800"]', 'half-surrogate-pair \\uDC00'],
  ['{"\\ud800":1}', 'half-surrogate-pair \\ud800'],
  ['{"a":1, "a":2}', 'name-twice "a"'],
  ['{"a":1, "b":{"a":2}, "\\u0061":2}', 'name-twice "\\u0061"'],
  ['{"":1,"":2}', 'name-twice ""'],
  ['[{"a":1},{"b":[1],"b":2}]', 'name-twice "b"'],
])('rejects %s as %s', (text, expected) => {
  expect(found(text)).toBe(expected);
});

test('accepts whatever JSON.stringify writes', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' }), fc.nat(2), (value, indent) => {
      expect(findUnfit(JSON.stringify(value, null, indent), 100)).toBeUndefined();
    }),
  );
});

test('finds a duplicate name among any number of names', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 60 }), fc.nat(), (names, chosen) => {
      const members = names.map((name) => `${JSON.stringify(name)}:0`);
      const again = members[chosen % members.length] ?? '';
      expect(findUnfit(`{${members.join()}}`, 1)).toBeUndefined();
      expect(findUnfit(`{${members.join()},${again}}`, 1)?.kind).toBe('name-twice');
    }),
  );
});

test('scans any text to its end without throwing', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('[', ']', '{', '}', ',', ':', '"', '\\', 'u', '1', 'e', '-', 'd', '8') }),
      (text) => {
        expect(() => findUnfit(text, 3)).not.toThrow();
      },
    ),
  );
});
