import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareRefs, endOfPrefix } from './ref_order.js';

/** Text with characters from the whole range, including those next to the surrogates and the last one. */
const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom('a', 'b', '/', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 5,
});

describe('compareRefs', () => {
  test('sorts as the bytes of UTF-8 do', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareRefs(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
  });
});

describe('endOfPrefix', () => {
  test('sorts after every text with the prefix, and not after any later text', () => {
    fc.assert(
      fc.property(text, text, text, (prefix, rest, other) => {
        const end = endOfPrefix(prefix);
        if (end === undefined) {
          expect(prefix).toMatch(/^\u{10ffff}*$/u);
          return;
        }
        expect(compareRefs(prefix + rest, end)).toBeLessThan(0);
        if (compareRefs(other, prefix) > 0 && !other.startsWith(prefix)) {
          expect(compareRefs(other, end)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});
