import { expect, test } from '@jest/globals';
import type { Entry } from './entries.js';
import { foldersAbove, visibleEntries } from './visible.js';

const entry = (path: string, source?: string): Entry => ({
  path,
  ...(source === undefined ? {} : { source }),
  mayBeLink: false,
  plain: false,
});

test('keeps the last of two entries with the same path', () => {
  expect(visibleEntries([entry('x', 'one'), entry('x', 'two')])).toEqual([entry('x', 'two')]);
});

test('prefers a real file to an empty one, whichever comes first', () => {
  const real = entry('p/__init__.py', 'real');
  const empty = entry('p/__init__.py');

  expect(visibleEntries([real, empty])).toEqual([real]);
  expect(visibleEntries([empty, real])).toEqual([real]);
  expect(visibleEntries([empty])).toEqual([empty]);
});

test('hides entries below a file', () => {
  const file = entry('a', 'file');

  expect(visibleEntries([entry('a/b/c', 'file'), file, entry('ab', 'file')])).toEqual([file, entry('ab', 'file')]);
});

test('lists the folders above a path, innermost first', () => {
  expect(foldersAbove('a/b/c')).toEqual(['a/b', 'a']);
  expect(foldersAbove('a')).toEqual([]);
});
