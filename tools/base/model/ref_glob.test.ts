import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compilePattern, matchPattern } from './pattern.js';
import { describeRefGlobProblem, readRefGlob, type RefGlob } from './ref_glob.js';

function glob(pattern: string): RefGlob {
  const read = readRefGlob(pattern);
  if (!read.ok) throw new Error(describeRefGlobProblem(read.error));
  return read.value;
}

function matches(pattern: string, refs: readonly string[]): string[] {
  const { prefix, match } = glob(pattern);
  return refs.filter((ref) => ref.startsWith(prefix) && match(ref) !== undefined);
}

const boundBy = (pattern: string, ref: string): Record<string, string> | undefined => {
  const bound = glob(pattern).match(ref);
  return bound && Object.fromEntries(bound);
};

describe('a star', () => {
  test('matches any text, even an empty one or one with slashes', () => {
    const refs = ['a', 'a/k=1', 'a/k=1/of=x', 'a/k=2/of=y', 'ab', 'b/a/k=1'];
    expect(matches('*', refs)).toEqual(refs);
    expect(matches('a*', refs)).toEqual(['a', 'a/k=1', 'a/k=1/of=x', 'a/k=2/of=y', 'ab']);
    expect(matches('a/k=*', refs)).toEqual(['a/k=1', 'a/k=1/of=x', 'a/k=2/of=y']);
    expect(matches('*/k=*/of=y', refs)).toEqual(['a/k=2/of=y']);
    expect(matches('*k=1', refs)).toEqual(['a/k=1', 'b/a/k=1']);
  });

  test('keeps the texts around it apart, and is like a period or a bracket no part of a regular expression', () => {
    expect(matches('aba*aba', ['aba', 'ababa', 'abaaba', 'aba-aba'])).toEqual(['abaaba', 'aba-aba']);
    expect(matches('a*b*b', ['ab', 'abb', 'a.b.b'])).toEqual(['abb', 'a.b.b']);
    expect(matches('a.[b]*', ['a.[b]c', 'axbc'])).toEqual(['a.[b]c']);
  });

  test('does not slow matching down, however many there are', () => {
    expect(matches(`${'*a'.repeat(200)}*b`, ['a'.repeat(1000)])).toEqual([]);
    expect(matches('*/a/'.repeat(100) + '*b', ['/a'.repeat(500)])).toEqual([]);
  });
});

test('a name stands for one or more characters of a segment', () => {
  expect(boundBy('report/month={month}', 'report/month=2001-01')).toEqual({ month: '2001-01' });
  expect(boundBy('report/month={month}', 'report/month=')).toBeUndefined();
  expect(boundBy('report/month={month}', 'report/month=1/page=2')).toBeUndefined();
  expect(boundBy('x/{day}.csv', 'x/1.csv.csv')).toEqual({ day: '1.csv' });
});

test('names and stars go together in different segments', () => {
  expect(boundBy('*/month={month}', 'a/airport=ORD/month=1')).toEqual({ month: '1' });
  expect(boundBy('a/airport=*/month={month}', 'a/airport=ORD/month=1')).toEqual({ month: '1' });
  expect(boundBy('*/k={k}/z/*', 'a/k=/k=1/y/k=2/z/k=3/z/')).toEqual({ k: '2' });
  expect(boundBy('{first}/*/{last}', 'a/b/c/d')).toEqual({ first: 'a', last: 'd' });
  expect(boundBy('{first}/*/{last}', 'a/b')).toBeUndefined();
});

test('a pattern without a name or star selects one ref', () => {
  expect(glob('report/month=1').varies).toBe(false);
  expect(matches('report/month=1', ['report/month=1', 'report/month=10', 'a/report/month=1'])).toEqual([
    'report/month=1',
  ]);
});

test.each([
  ['', 'is empty'],
  ['a/{x', 'has a stray brace in "{x"'],
  ['a/{x}/{x}', 'has the name "x" twice'],
  ['a/{x y}', 'has the name "x y"'],
  ['a/{x}*/b', 'has "*" and braces in the segment "{x}*"; a segment has either a {name} or "*"'],
])('the pattern "%s" is refused: it %s', (pattern, problem) => {
  const read = readRefGlob(pattern);
  expect(read.ok ? '' : describeRefGlobProblem(read.error)).toContain(problem);
});

const segment = fc.oneof(
  fc.constantFrom('*', 'a*', '*b', 'a*b', '**', '', 'a', 'ab'),
  fc.tuple(fc.constantFrom('', 'a', 'k='), fc.constantFrom('', 'b')).map(([prefix, suffix]) => `${prefix}{}${suffix}`),
);
const globs = fc
  .array(segment, { minLength: 1, maxLength: 5 })
  .map((segments) => segments.map((each, index) => each.replace('{}', `{n${String(index)}}`)).join('/'))
  .filter((text) => text !== '');
const refs = fc
  .array(fc.string({ unit: fc.constantFrom('a', 'b', 'k', '='), maxLength: 4 }), { minLength: 1, maxLength: 6 })
  .map((segments) => segments.join('/'));

test('matches what a regular expression matches, and binds texts that give the ref', () => {
  fc.assert(
    fc.property(globs, fc.array(refs, { maxLength: 20 }), (text, asked) => {
      const slow = new RegExp(`^${text.replace(/\*/g, '.*').replace(/\{\w+\}/g, '[^/]+')}$`);
      const { match, prefix } = glob(text);
      for (const ref of asked) {
        const bound = match(ref);
        expect([text, ref, bound !== undefined]).toEqual([text, ref, slow.test(ref)]);
        if (bound === undefined) continue;
        expect(ref.startsWith(prefix)).toBe(true);
        const filled = text.replace(/\{(\w+)\}/g, (_, name: string) => bound.get(name) ?? '');
        expect(new RegExp(`^${filled.replace(/\*/g, '.*')}$`).test(ref)).toBe(true);
      }
    }),
  );
});

test('without stars, matches and binds what the pattern of a job does', () => {
  fc.assert(
    fc.property(globs, fc.array(refs, { maxLength: 20 }), (text, asked) => {
      const pattern = compilePattern(text);
      if (!pattern.ok || text.includes('*')) return;
      for (const ref of asked) expect(glob(text).match(ref)).toEqual(matchPattern(pattern.value, ref));
    }),
  );
});
