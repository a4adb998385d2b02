import { expect, test } from '@jest/globals';
import { takeApart } from './words.js';

const OPTIONS = [
  { name: 'quiet', alias: 'q' },
  { name: 'long', alias: 'l' },
  { name: 'jobs', alias: 'j', value: 'N' },
  { name: 'force', value: 'REF' },
  { name: 'events', value: 'FILE|-', takesDash: true },
  { name: 'grid', value: '[PATTERN]', valueMayBeAbsent: true },
] as const;

const parts = (...words: string[]): unknown => {
  const { values, args, problem } = takeApart(words, OPTIONS);
  return problem ?? { ...Object.fromEntries(values), args };
};

test.each([
  [['--jobs', '4', 'a'], { jobs: ['4'], args: ['a'] }],
  [['a', '--jobs=4', 'b'], { jobs: ['4'], args: ['a', 'b'] }],
  [['--jobs='], { jobs: [''], args: [] }],
  [['--force=a=b\nc'], { force: ['a=b\nc'], args: [] }],
  [['-j', '4'], { jobs: ['4'], args: [] }],
  [['-j4'], { jobs: ['4'], args: [] }],
  [['-j=4'], { jobs: ['4'], args: [] }],
  [['-jmany'], { jobs: ['many'], args: [] }],
  [['--jobs', '-1'], { jobs: ['-1'], args: [] }],
  [['--force', 'a', '--force', 'b'], { force: ['a', 'b'], args: [] }],
])('%j gives an option its value', (words, expected) => {
  expect(parts(...words)).toEqual(expected);
});

test.each([
  [['-q', 'a'], { quiet: ['true'], args: ['a'] }],
  [['-ql'], { quiet: ['true'], long: ['true'], args: [] }],
  [['-qj4'], { quiet: ['true'], jobs: ['4'], args: [] }],
  [['--quiet=false'], { quiet: ['false'], args: [] }],
])('%j sets flags', (words, expected) => {
  expect(parts(...words)).toEqual(expected);
});

test('a flag does not take the word after it', () => {
  expect(parts('--quiet', 'true', 'false')).toEqual({ quiet: ['true'], args: ['true', 'false'] });
});

test('"-" is an argument, except after an option that accepts it', () => {
  expect(parts('-', '--events', '-', '--', '-')).toEqual({ events: ['-'], args: ['-', '-'] });
  expect(parts('--force', '-')).toBe('--force needs a value: --force REF');
});

test('an option whose value may be left out has an empty one then', () => {
  expect(parts('--grid')).toEqual({ grid: [''], args: [] });
  expect(parts('--grid', '--quiet')).toEqual({ grid: [''], quiet: ['true'], args: [] });
  expect(parts('--grid', 'a/*')).toEqual({ grid: ['a/*'], args: [] });
});

test('everything after "--" is an argument, and so are negative numbers', () => {
  expect(parts('-5', 'a', '--', '--jobs', '--', '-q')).toEqual({ args: ['-5', 'a', '--jobs', '--', '-q'] });
});

test.each([
  [['--jobs'], '--jobs needs a value: --jobs N'],
  [['-j', '--quiet'], '--jobs needs a value: --jobs N'],
  [['--jobs', '--', '4'], '--jobs needs a value: --jobs N'],
  [['--quiet=yes'], '--quiet takes no value'],
  [['-q=yes'], '--quiet takes no value'],
  [['--job', '4'], 'unknown option --job; did you mean --jobs? (a ref that begins with "-" comes after "--")'],
  [['-qx'], 'unknown option -x (a ref that begins with "-" comes after "--")'],
  [['--__proto__=1'], 'unknown option --__proto__ (a ref that begins with "-" comes after "--")'],
])('%j is refused', (words, problem) => {
  expect(parts(...words)).toBe(problem);
});
