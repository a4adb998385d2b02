import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { taskId, versionKey } from './keys.js';
import type { PartitionRef } from './ref.js';

const refs = (...texts: string[]): PartitionRef[] => texts as PartitionRef[];

test('the id of a task is 16 hexadecimal digits that depend on job and outputs alone', () => {
  const id = taskId('//a:b', refs('x', 'y'));
  expect(id).toMatch(/^[0-9a-f]{16}$/);
  expect(taskId('//a:b', refs('y', 'x'))).toBe(id);
  expect(taskId('//a:c', refs('x', 'y'))).not.toBe(id);
  expect(taskId('//a:b', refs('x'))).not.toBe(id);
});

test('ids do not change from one release to the next: catalogs hold them', () => {
  expect(taskId('//a:b', refs('x'))).toBe('4e3a99b4da8de3ae');
  expect(versionKey('//a:b', '1.2.3', refs('x'), ['k'])).toBe(
    '382d372a03235bcb93495a002af3e1a592c65af7ea63bbeb26e76ddffc5a4072',
  );
});

test('a version key masks minor and patch, and nothing else', () => {
  const key = versionKey('//a:b', '1.2.3', refs('x', 'y'), ['k1', 'k2']);
  expect(versionKey('//a:b', '1.9.0', refs('y', 'x'), ['k2', 'k1'])).toBe(key);
  for (const other of [
    versionKey('//a:b', '2.0.0', refs('x', 'y'), ['k1', 'k2']),
    versionKey('//a:b', '12.0.0', refs('x', 'y'), ['k1', 'k2']),
    versionKey('//a:c', '1.2.3', refs('x', 'y'), ['k1', 'k2']),
    versionKey('//a:b', '1.2.3', refs('x'), ['k1', 'k2']),
    versionKey('//a:b', '1.2.3', refs('x', 'y'), ['k1']),
    versionKey('//a:b', '1.2.3', refs('x', 'y', 'k1'), ['k2']),
  ]) {
    expect(other).not.toBe(key);
  }
});

test('no two lists of outputs give the same id, however they are cut', () => {
  const names = fc.array(
    fc.string({ unit: fc.constantFrom('a', ',', ' ', '"', '\\', 'n'), minLength: 1, maxLength: 4 }),
    {
      minLength: 1,
      maxLength: 4,
    },
  );
  fc.assert(
    fc.property(names, names, (one, other) => {
      const same = JSON.stringify(one.toSorted()) === JSON.stringify(other.toSorted());
      expect(taskId('//a:b', refs(...one)) === taskId('//a:b', refs(...other))).toBe(same);
    }),
  );
});
