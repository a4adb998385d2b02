import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { locate, pathTo } from './locate.js';

const text = `{"a": 1,
 "tasks": [
   {"id": "x", "tags": []},
   {"id": "y: [", "config": {"env": {"A,\\"B": "v"}}}
 ]}`;

test.each([
  [[], 1, 1],
  [['a'], 1, 7],
  [['tasks', 1], 4, 4],
  [['tasks', 1, 'id'], 4, 11],
  [['tasks', 1, 'config', 'env', 'A,"B'], 4, 47],
])('finds the value at %j on line %i, column %i', (path, line, column) => {
  expect(locate(text, path)).toEqual({ line, column });
});

test('locates a missing value at its container', () => {
  expect(locate(text, ['tasks', 0, 'missing'])).toEqual({ line: 3, column: 4 });
  expect(locate(text, ['tasks', 7])).toEqual({ line: 2, column: 11 });
});

test('finds where every value of any JSON text begins', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), fc.nat(3), (value, indent) => {
      const written = JSON.stringify(value, null, indent);
      const visit = (inner: unknown, path: readonly PropertyKey[]): void => {
        const { line, column } = locate(written, path);
        const rest = written
          .split('\n')
          .slice(line - 1)
          .join('\n')
          .slice(column - 1);
        expect(rest.startsWith(JSON.stringify(inner, null, indent).slice(0, 1))).toBe(true);
        if (typeof inner !== 'object' || inner === null) expect(rest.startsWith(JSON.stringify(inner))).toBe(true);
        else if (Array.isArray(inner)) for (const [index, item] of inner.entries()) visit(item, [...path, index]);
        else for (const [key, item] of Object.entries(inner)) visit(item, [...path, key]);
      };
      visit(JSON.parse(written) as unknown, []);
    }),
  );
});

test('skips a string of several megabytes', () => {
  const escapes = '\\n'.repeat(2 ** 23);
  expect(locate(`{"a": "${escapes}", "b": 1}`, ['b'])).toEqual({ line: 1, column: 2 ** 24 + 16 });
});

test('gives the path to the value at an index', () => {
  const path = (marked: string): PropertyKey[] => pathTo(marked.replace('^', ''), marked.indexOf('^'));
  expect(path('^{"a":1}')).toEqual([]);
  expect(path('{^"a":1}')).toEqual(['a']);
  expect(path('{"a":^1}')).toEqual(['a']);
  expect(path('{"a":{"x":[]},"b":[0,[],{"c":"d^"}]}')).toEqual(['b', 2, 'c']);
  expect(path('[[1,[2]],[3,^4]]')).toEqual([1, 1]);
  expect(path('[{"a":{},"b":0},^{}]')).toEqual([1]);
});
