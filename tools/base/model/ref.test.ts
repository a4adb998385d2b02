import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { describeRefProblem, isRef, MAX_REF_BYTES, parseRef, partitionRefSchema, type RefProblem } from './ref.js';

test.each([
  ['reviews/date=2024-03-01'],
  ['a'],
  ['日本語/日付=1'],
  ['with space and "quotes" and #;|$'],
  ['x'.repeat(MAX_REF_BYTES)],
  ['😀'.repeat(MAX_REF_BYTES / 4)],
])('accepts %j', (text) => {
  expect(parseRef(text)).toEqual({ ok: true, value: text });
});

test.each<[string, RefProblem]>([
  ['', { reason: 'ref-empty' }],
  ['x'.repeat(MAX_REF_BYTES + 1), { reason: 'ref-too-long', bytes: MAX_REF_BYTES + 1 }],
  ['😀'.repeat(MAX_REF_BYTES / 4) + 'x', { reason: 'ref-too-long', bytes: MAX_REF_BYTES + 1 }],
  ['a\nb', { reason: 'ref-control-character', codePoint: 10, index: 1 }],
  ['ab\u0000', { reason: 'ref-control-character', codePoint: 0, index: 2 }],
  ['\u0085', { reason: 'ref-control-character', codePoint: 0x85, index: 0 }],
  [' a', { reason: 'ref-surrounding-space' }],
  ['a\u00a0', { reason: 'ref-surrounding-space' }],
  ['a\ud800', { reason: 'ref-not-unicode' }],
])('rejects %j', (text, problem) => {
  expect(parseRef(text)).toEqual({ ok: false, error: problem });
});

test('the message names the control character and its position', () => {
  expect(describeRefProblem({ reason: 'ref-control-character', codePoint: 9, index: 4 })).toBe(
    'has a control character (U+0009) at position 4; remove it',
  );
});

const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom('a', '/', ' ', '\t', '\u0000', '\u0085', '\u00a0', '\ud800', 'é', '😀'),
    maxLength: 8,
  }),
  fc.nat({ max: 40 }).map((extra) => 'é'.repeat(MAX_REF_BYTES / 2 - 20 + extra)),
);

test('isRef and the schema give the same verdict as parseRef', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const verdict = parseRef(text).ok;
      expect(isRef(text)).toBe(verdict);
      expect(partitionRefSchema().safeParse(text).success).toBe(verdict);
    }),
    { numRuns: 500 },
  );
});

test('the message of the schema says what is wrong with the ref', () => {
  expect(partitionRefSchema().safeParse('a ').error?.issues[0]?.message).toBe(
    'ref begins or ends with white space; remove it',
  );
});
