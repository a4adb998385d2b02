import { expect, test } from '@jest/globals';
import { readRefGlob } from './ref_glob.js';

function matches(pattern: string, refs: readonly string[]): string[] {
  const glob = readRefGlob(pattern);
  if (!glob.ok) throw new Error(glob.error);
  return refs.filter((ref) => ref.startsWith(glob.value.prefix) && glob.value.matches(ref));
}

test('a star matches any text, even an empty one or one with slashes', () => {
  const refs = ['a', 'a/k=1', 'a/k=1/of=x', 'a/k=2/of=y', 'ab', 'b/a/k=1'];
  expect(matches('*', refs)).toEqual(refs);
  expect(matches('a*', refs)).toEqual(['a', 'a/k=1', 'a/k=1/of=x', 'a/k=2/of=y', 'ab']);
  expect(matches('a/k=*', refs)).toEqual(['a/k=1', 'a/k=1/of=x', 'a/k=2/of=y']);
  expect(matches('*/k=*/of=y', refs)).toEqual(['a/k=2/of=y']);
  expect(matches('*k=1', refs)).toEqual(['a/k=1', 'b/a/k=1']);
});

test('texts between stars do not overlap, and only the star is special', () => {
  expect(matches('aba*aba', ['aba', 'ababa', 'abaaba', 'aba-aba'])).toEqual(['abaaba', 'aba-aba']);
  expect(matches('a*b*b', ['ab', 'abb', 'a.b.b'])).toEqual(['abb', 'a.b.b']);
  expect(matches('a.[b]*', ['a.[b]c', 'axbc'])).toEqual(['a.[b]c']);
});

test('many stars do not slow matching down', () => {
  expect(matches(`${'*a'.repeat(200)}*b`, ['a'.repeat(1000)])).toEqual([]);
});

test('a pattern without a star is refused', () => {
  expect(readRefGlob('daily/')).toMatchObject({ ok: false });
});
