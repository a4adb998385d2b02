import { expect, test } from '@jest/globals';
import * as z from 'zod';
import { explainShape, fieldPath } from './shape.js';

test('writes a path as JavaScript would', () => {
  expect(fieldPath(['tasks', 3, 'config', 'env', 'A B'])).toBe('tasks[3].config.env["A B"]');
  expect(fieldPath([0, 'outputs'])).toBe('[0].outputs');
  expect(fieldPath([])).toBe('');
});

test('reports the place, the rule and the value', () => {
  const schema = z.array(z.object({ a: z.array(z.string()) }));
  const value = [{ a: ['x'] }, { a: ['y', 7] }];
  const checked = schema.safeParse(value);
  expect(checked.error && explainShape(checked.error, value)).toMatchObject({ path: [1, 'a', 1], found: '7' });
});

test('shows only the beginning of a huge value', () => {
  const value = { a: Array.from({ length: 1_000_000 }, (_, index) => index) };
  const checked = z.object({ a: z.string() }).safeParse(value);
  expect(checked.error && explainShape(checked.error, value).found).toBe('[0,1,2,3,4,5,6,7, …]');
});

test('reports what is wrong with a name in an object', () => {
  const value = { 'A=B': 'x' };
  const checked = z.record(z.string().regex(/^\w+$/, { error: 'is no name' }), z.string()).safeParse(value);
  expect(checked.error && explainShape(checked.error, value)).toEqual({
    path: ['A=B'],
    message: 'is no name',
    found: '"x"',
  });
});
