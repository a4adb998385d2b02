import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isKept } from './number.js';

test.each([
  '0',
  '-0',
  '1.0',
  '1e2',
  '0e999',
  '9007199254740991',
  '9007199254740992',
  '-9007199254740994',
  '0.1',
  '0.10000000000000001',
  '0.30000000000000004',
  '0.1000000000000000055511151231257827',
  '100000000000000000000000',
  '1.7976931348623157e308',
  '5e-324',
  '4.9E-324',
  String(2 ** -44),
])('accepts %s', (number) => {
  expect(isKept(number)).toBe(true);
});

test.each([
  '9007199254740993',
  '-9007199254740993',
  '12345678901234567890',
  '1234567890.12345678901',
  '0.12345678901234567890',
  '1e400',
  '-1e309',
  '1e-400',
  '3e-324',
  `1${'0'.repeat(400)}`,
  `1.${'0'.repeat(120)}1`,
])('rejects %s', (number) => {
  expect(isKept(number)).toBe(false);
});

test('accepts every number that JavaScript writes, even with more digits than needed', () => {
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer({ min: 17, max: 30 }),
      (value, digits) => {
        expect(isKept(JSON.stringify(value))).toBe(true);
        expect(isKept(value.toPrecision(digits))).toBe(true);
      },
    ),
  );
});

// JavaScript writes 2^56 as 72057594037927940, so zeros at the end are not always digits of the exact value.
test('accepts an integer that does not end in 0 exactly when a float has its value', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), (value) => {
      fc.pre(value % 10n !== 0n);
      expect(isKept(String(value))).toBe(BigInt(Number(value)) === value);
    }),
  );
});
