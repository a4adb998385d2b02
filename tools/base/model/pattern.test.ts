import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compilePattern, describePatternProblem, matchPattern, renderPattern, type Pattern } from './pattern.js';

function pattern(text: string): Pattern {
  const compiled = compilePattern(text);
  if (!compiled.ok) throw new Error(describePatternProblem(compiled.error));
  return compiled.value;
}

const boundBy = (text: string, ref: string): Record<string, string> | undefined => {
  const bound = matchPattern(pattern(text), ref);
  return bound && Object.fromEntries(bound);
};

test.each([
  ['delays/day={day}', 'delays/day=2001-01-15', { day: '2001-01-15' }],
  [
    'airport_month/airport={airport}/month={month}',
    'airport_month/airport=ORD/month=x',
    { airport: 'ORD', month: 'x' },
  ],
  ['airports/all', 'airports/all', {}],
  ['{all}', 'x', { all: 'x' }],
  ['a-{x}-b/c', 'a---b/c', { x: '-' }],
  ['a/{x}', 'a/{x}', { x: '{x}' }],
  ['tag/{x}é', 'tag/ü é', { x: 'ü ' }],
])('%s matches %s', (text, ref, bound) => {
  expect(boundBy(text, ref)).toEqual(bound);
});

test.each([
  ['a name stands for no slash', 'a/{x}', 'a/b/c'],
  ['a name stands for one character at least', 'a/x={x}', 'a/x='],
  ['the texts around a name do not overlap', 'ab{x}bc', 'abc'],
  ['the whole ref is compared, from its beginning', 'a/{x}', 'z/a/b'],
  ['the whole ref is compared, to its end', 'a/{x}z', 'a/bzy'],
  ['all segments must be there', 'a/{x}/b', 'a/x'],
  ['an empty segment matches no name', 'a/{x}/b', 'a//b'],
  ['a slash at the end is another segment', 'a/{x}', 'a/x/'],
  ['text without a name is compared whole', 'a/all', 'a/all2'],
  ['letters are not folded', 'a/all', 'a/ALL'],
])('%s: %s does not match %s', (_, text, ref) => {
  expect(boundBy(text, ref)).toBeUndefined();
});

test.each([
  ['', 'is empty'],
  ['a//b', 'has an empty segment'],
  ['/a', 'has an empty segment'],
  ['a/', 'has an empty segment'],
  ['a/{x', 'has a stray brace in "{x"'],
  ['a/x}', 'has a stray brace in "x}"'],
  ['a/{{x}}', 'has a stray brace'],
  ['a/{x{y}', 'has a stray brace'],
  ['a/{x}}', 'has a stray brace'],
  ['a/{x/y}', 'has a stray brace in "{x"'],
  ['a/{x}{y}', 'has two names in the segment "{x}{y}"'],
  ['a/{x}-{y}', 'a segment has at most one'],
  ['a/{}', 'has the name ""'],
  ['a/{1st}', 'has the name "1st"'],
  ['a/{*}', 'a name is a letter, then letters, digits and underscores'],
  ['{x}/{y}/{x}', 'has the name "x" twice'],
  ['a\t/{x}', 'matches no ref: its text has a control character'],
  ['a/{x}\u0085', 'matches no ref: its text has a control character'],
  [' a/{x}', 'matches no ref: its text begins or ends with white space'],
  ['a/{x}\u2003', 'matches no ref: its text begins or ends with white space'],
  ['a/\ud800', 'matches no ref: its text is not well-formed Unicode'],
  [`{x}/${'a'.repeat(1023)}`, 'matches no ref: its text has 1025 bytes'],
])('the pattern %j is refused: it %s', (text, message) => {
  const compiled = compilePattern(text);
  expect(compiled.ok ? 'compiled' : describePatternProblem(compiled.error)).toContain(message);
});

test('bindings that give no ref are refused', () => {
  const [of, none] = [pattern('a/{x}'), new Map<string, string>()];
  expect(renderPattern(of, none)).toMatchObject({ error: { reason: 'name-unbound', name: 'x' } });
  expect(renderPattern(of, new Map([['x', '']]))).toMatchObject({ error: { reason: 'text-unfit-for-segment' } });
  expect(renderPattern(of, new Map([['x', 'b/c']]))).toMatchObject({ error: { reason: 'text-unfit-for-segment' } });
  expect(renderPattern(of, new Map([['x', 'b ']]))).toMatchObject({ error: { reason: 'ref-surrounding-space' } });
});

const text = fc.string({ unit: fc.constantFrom('a', 'b', '=', '-', 'é', '😀'), maxLength: 3 });
const bound = fc.string({ unit: fc.constantFrom('a', 'b', '=', '{', '}', 'é'), minLength: 1, maxLength: 4 });

/** A pattern as text, and texts for its names. */
const filled = fc
  .array(fc.record({ prefix: text, named: fc.boolean(), suffix: text, value: bound }), { minLength: 1, maxLength: 4 })
  .map((segments) => {
    const bindings = new Map<string, string>();
    const written = segments.map(({ prefix, named, suffix, value }, index) => {
      if (!named) return `${prefix}x${suffix}`;
      bindings.set(`n${String(index)}`, value);
      return `${prefix}{n${String(index)}}${suffix}`;
    });
    return { written: written.join('/'), bindings: bindings };
  });

test('matching a rendered ref gives the names back', () => {
  fc.assert(
    fc.property(filled, ({ written, bindings }) => {
      const compiled = pattern(written);
      const ref = renderPattern(compiled, bindings);
      expect(ref.ok && matchPattern(compiled, ref.value)).toEqual(bindings);
    }),
  );
});

test('rendering what a ref was matched by gives the ref back', () => {
  const texts = fc.constantFrom('{x}', 'a{x}', '{x}b', 'a{x}b', '{x}/{y}', 'a/{x}b', '{y}a/b');
  const refs = fc.string({ unit: fc.constantFrom('a', 'b', '/'), minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(texts, refs, (written, ref) => {
      const compiled = pattern(written);
      const matched = matchPattern(compiled, ref);
      if (matched !== undefined) expect(renderPattern(compiled, matched)).toEqual({ ok: true, value: ref });
    }),
  );
});
