import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Entry } from '../runfiles/index.js';
import { archiveMembers } from './members.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'members-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, content = name, mode = 0o644): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content, { mode });
  return path;
}

function link(name: string, target: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  symlinkSync(target, path);
  return path;
}

const entry = (path: string, source?: string, rest: Partial<Entry> = {}): Entry => ({
  path,
  ...(source === undefined ? {} : { source }),
  mayBeLink: false,
  plain: false,
  ...rest,
});

describe('tree artifacts', () => {
  test('keep their empty folders, at any depth', () => {
    const file = write('tree/a');
    mkdirSync(join(folder, 'tree/empty/below'), { recursive: true });
    const tree = join(folder, 'tree');

    const entries = [
      entry('t', tree, { isTree: true }),
      entry('t/a', file),
      entry('none', '/nowhere', { isTree: true }),
    ];
    expect(archiveMembers(entries)).toEqual([
      { kind: 'file', path: 't/a', source: file, size: 6, executable: false },
      { kind: 'folder', path: 't/empty/below' },
    ]);
  });

  test('yield to other entries with the same path', () => {
    mkdirSync(join(folder, 'tree/empty'), { recursive: true });
    const tree = join(folder, 'tree');
    const file = write('file');

    expect(archiveMembers([entry('t', tree, { isTree: true }), entry('t', file)])).toMatchObject([{ kind: 'file' }]);
    expect(archiveMembers([entry('t', tree, { isTree: true }), entry('t/empty/x', file)])).toMatchObject([
      { kind: 'file', path: 't/empty/x' },
    ]);
  });
});

describe('files', () => {
  test('are sorted by path, with their size and executable bit', () => {
    const tool = write('tool', '#!/bin/sh\n', 0o755);
    const data = write('data', 'four');

    expect(archiveMembers([entry('z', tool), entry('é', data), entry('a b', data)])).toEqual([
      { kind: 'file', path: 'a b', source: data, size: 4, executable: false },
      { kind: 'file', path: 'z', source: tool, size: 10, executable: true },
      { kind: 'file', path: 'é', source: data, size: 4, executable: false },
    ]);
  });

  test('are not executable if the rule declares them plain', () => {
    const readme = write('readme', 'text', 0o555);

    expect(archiveMembers([entry('README.txt', readme, { plain: true })])).toMatchObject([{ executable: false }]);
  });

  test('that are folders become the files in them', () => {
    const tree = join(write('tree/sub/a'), '..', '..');
    write('tree/b');

    expect(archiveMembers([entry('t', tree)]).map(({ path }) => path)).toEqual(['t/b', 't/sub/a']);
  });

  test('that are not there are named', () => {
    expect(() => archiveMembers([entry('lost', join(folder, 'lost'))])).toThrow(/^lost: no such file: .*lost$/);
  });
});

test('conflicts are resolved as in a runfiles tree', () => {
  const one = write('one');
  const two = write('two');

  expect(archiveMembers([entry('x', one), entry('x', two), entry('x/y', one), entry('z')])).toMatchObject([
    { kind: 'file', path: 'x', source: two },
    { kind: 'empty', path: 'z' },
  ]);
});

describe('symlinks', () => {
  const mayBeLink = { mayBeLink: true };

  test('are kept if they are relative and point to a file or folder in the archive', () => {
    const file = write('store/zod/index.js');
    const toFolder = link('zod', 'store/zod');
    const toFile = link('sub/index.js', '../store/zod/index.js');

    expect(
      archiveMembers([
        entry('m/store/zod/index.js', file),
        entry('m/zod', toFolder, mayBeLink),
        entry('m/sub/index.js', toFile, mayBeLink),
      ]),
    ).toEqual([
      expect.objectContaining({ kind: 'file', path: 'm/store/zod/index.js' }),
      { kind: 'link', path: 'm/sub/index.js', target: '../store/zod/index.js' },
      { kind: 'link', path: 'm/zod', target: 'store/zod' },
    ]);
  });

  test('are replaced with their target if it is not in the archive', () => {
    write('outside/a');
    const escaping = link('in/escaping', '../outside');

    expect(archiveMembers([entry('in/escaping', escaping, mayBeLink)])).toMatchObject([
      { kind: 'file', path: 'in/escaping/a' },
    ]);
  });

  test('that are absolute are replaced with their target, because it is a path of this machine', () => {
    const file = write('file');
    const absolute = link('absolute', file);

    expect(archiveMembers([entry('file', file), entry('absolute', absolute, mayBeLink)])).toMatchObject([
      { kind: 'file', path: 'absolute' },
      { kind: 'file', path: 'file' },
    ]);
  });

  test('in the source tree are replaced with their target, because not every checkout has them', () => {
    const file = write('file');
    const alias = link('alias', 'file');

    expect(archiveMembers([entry('file', file), entry('alias', alias)])).toMatchObject([
      { kind: 'file', path: 'alias', size: 4 },
      { kind: 'file', path: 'file' },
    ]);
  });

  test('that are broken are named in the error, with the fix', () => {
    const dangling = link('dangling', 'nowhere');

    expect(() => archiveMembers([entry('p/dangling', dangling, mayBeLink)])).toThrow(
      'p/dangling: a symlink to nowhere, which is not in the runfiles',
    );
  });
});
