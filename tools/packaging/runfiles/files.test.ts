import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { filesIn, linkTarget } from './files.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'files-'));
  mkdirSync(join(folder, 'tree/sub'), { recursive: true });
  writeFileSync(join(folder, 'tree/sub/a'), 'four');
  writeFileSync(join(folder, 'tree/b'), '');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('returns a file itself, also behind a symlink', () => {
  symlinkSync('tree/sub/a', join(folder, 'link'));

  expect(filesIn('p', join(folder, 'tree/b'))).toMatchObject([{ path: 'p', source: join(folder, 'tree/b') }]);
  expect(filesIn('p', join(folder, 'link'))).toMatchObject([{ path: 'p', stats: { size: 4 } }]);
});

test('returns all files in a folder', () => {
  const paths = filesIn('p', join(folder, 'tree'))?.map(({ path, source }) => [path, source]);

  expect(paths?.sort()).toEqual([
    ['p/b', join(folder, 'tree/b')],
    ['p/sub/a', join(folder, 'tree/sub/a')],
  ]);
});

test('returns undefined for a missing file or a broken symlink', () => {
  symlinkSync('nowhere', join(folder, 'dangling'));

  expect(filesIn('p', join(folder, 'lost'))).toBeUndefined();
  expect(filesIn('p', join(folder, 'dangling'))).toBeUndefined();
});

test('names a broken symlink inside a folder', () => {
  symlinkSync('nowhere', join(folder, 'tree/sub/dangling'));

  expect(() => filesIn('p', join(folder, 'tree'))).toThrow('p/sub/dangling: a broken symlink to nowhere');
});

test('returns a target for symlinks only', () => {
  symlinkSync('../b', join(folder, 'tree/sub/link'));

  expect(linkTarget(join(folder, 'tree/sub/link'))).toBe('../b');
  expect(linkTarget(join(folder, 'tree/b'))).toBeUndefined();
  expect(linkTarget(join(folder, 'lost'))).toBeUndefined();
});
