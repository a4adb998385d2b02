import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { compareMetadata, withPath } from './compare.js';

test('the order of names does not matter', () => {
  expect(compareMetadata({ a: 1, b: { c: [1], d: null } }, { b: { d: null, c: [1] }, a: 1 })).toEqual([]);
});

test('every difference is reported at the innermost value', () => {
  const before = { rows: 10, digest: { a: 'x', b: 'y' }, list: [1, 2], gone: true };
  const after = { rows: 11, digest: { a: 'x', b: 'z' }, list: [1, 3, 4], constructor: 'new' };
  expect(compareMetadata(before, after)).toEqual([
    { path: ['constructor'], new: 'new' },
    { path: ['digest', 'b'], old: 'y', new: 'z' },
    { path: ['gone'], old: true },
    { path: ['list', 1], old: 2, new: 3 },
    { path: ['list', 2], new: 4 },
    { path: ['rows'], old: 10, new: 11 },
  ]);
});

test('values of different types always differ', () => {
  const different: [string, never, never][] = [
    ['number and text', 1 as never, '1' as never],
    ['null and nothing', null as never, {} as never],
    ['list and object', [1] as never, { 0: 1 } as never],
    ['empty list and empty object', [] as never, {} as never],
  ];
  for (const [, old, now] of different) expect(compareMetadata({ x: old }, { x: now })).toHaveLength(1);
});

const json = fc.dictionary(fc.string(), fc.jsonValue() as fc.Arbitrary<never>);

test('no difference is reported exactly when both are equal as JSON', () => {
  fc.assert(
    fc.property(json, json, (one, other) => {
      const copy = JSON.parse(JSON.stringify(one)) as typeof one;
      expect(compareMetadata(copy, JSON.parse(JSON.stringify(one)) as typeof one)).toEqual([]);
      const equal = canonical(copy) === canonical(JSON.parse(JSON.stringify(other)));
      expect(compareMetadata(copy, JSON.parse(JSON.stringify(other)) as typeof one).length === 0).toBe(equal);
    }),
  );
});

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1))
      : inner,
  );
}

test('one path replaces another wherever it occurs', () => {
  expect(withPath({ '/s"x': ['/s"x/$&/file', 1] }, '/s"x', '/data')).toEqual({ '/data': ['/data/$&/file', 1] });
});
