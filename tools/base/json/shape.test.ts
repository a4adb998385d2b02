import { expect, test } from '@jest/globals';
import * as z from 'zod';
import { explainShape, fieldPath } from './shape.js';

test('writes a path the way JavaScript does', () => {
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

test('a huge value is shown in part', () => {
  const value = { a: Array.from({ length: 1_000_000 }, (_, index) => index) };
  const checked = z.object({ a: z.string() }).safeParse(value);
  expect(checked.error && explainShape(checked.error, value).found).toBe('[0,1,2,3,4,5,6,7, …]');
});

test('of a name in an object, it tells what is wrong with the name', () => {
  const value = { 'A=B': 'x' };
  const checked = z.record(z.string().regex(/^\w+$/, { error: 'is no name' }), z.string()).safeParse(value);
  expect(checked.error && explainShape(checked.error, value)).toEqual({
    path: ['A=B'],
    message: 'is no name',
    found: '"x"',
  });
});
