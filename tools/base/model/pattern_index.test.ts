import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compilePattern, matchPattern, type Pattern } from './pattern.js';
import { PatternIndex } from './pattern_index.js';

function pattern(text: string): Pattern {
  const compiled = compilePattern(text);
  if (!compiled.ok) throw new Error(text);
  return compiled.value;
}

const indexOf = (...texts: string[]) =>
  new PatternIndex(texts.map((text, owner) => ({ pattern: pattern(text), owner })));

test('finds every pattern that matches, in the order in which they were given', () => {
  const index = indexOf('{x}/b', 'a/{x}', 'a/b', 'a/{x}c', '{x}/{y}', 'a/b/{x}');
  expect(index.match('a/b').map(({ owner }) => owner)).toEqual([0, 1, 2, 4]);
  expect(index.match('a/bc').map(({ owner }) => owner)).toEqual([1, 3, 4]);
  expect(index.match('a/c').map(({ owner }) => owner)).toEqual([1, 4]);
  expect(index.match('a')).toEqual([]);
  expect(index.match('a/b/')).toEqual([]);
});

test('a brace in a ref is like any other character', () => {
  const index = indexOf('a{x}b', '{x}b', 'a{x}');
  expect(index.match('{b').map(({ owner }) => owner)).toEqual([1]);
  expect(index.match('a{b').map(({ owner }) => owner)).toEqual([0, 1, 2]);
  expect(index.match('a{').map(({ owner }) => owner)).toEqual([2]);
});

const segment = fc.tuple(
  fc.constantFrom('', 'a', 'ab', 'b'),
  fc.constantFrom('{}', '', '{}'),
  fc.constantFrom('', 'a', 'b'),
);
const patterns = fc
  .array(segment, { minLength: 1, maxLength: 3 })
  .map((segments) =>
    segments
      .map(([prefix, name, suffix], index) =>
        name === '' ? `${prefix}x${suffix}` : `${prefix}{n${String(index)}}${suffix}`,
      )
      .join('/'),
  );
const ref = fc
  .array(fc.string({ unit: fc.constantFrom('a', 'b', 'x', '{'), maxLength: 4 }), { minLength: 1, maxLength: 3 })
  .map((segments) => segments.join('/'));

test('finds what trying each pattern finds', () => {
  fc.assert(
    fc.property(fc.array(patterns, { maxLength: 8 }), fc.array(ref, { maxLength: 20 }), (texts, asked) => {
      const index = indexOf(...texts);
      for (const each of asked) {
        const tried = texts.flatMap((text, owner) => (matchPattern(pattern(text), each) === undefined ? [] : [owner]));
        expect(index.match(each).map(({ owner }) => owner)).toEqual(tried);
      }
    }),
  );
});
