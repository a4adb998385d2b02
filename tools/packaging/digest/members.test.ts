import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Entry } from '../runfiles/index.js';
import { digestMembers } from './members.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'members-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, name);
  return path;
}

function link(name: string, target: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
  return path;
}

const entry = (path: string, source?: string, mayBeLink = false): Entry => ({
  path,
  ...(source === undefined ? {} : { source }),
  mayBeLink,
  plain: false,
});

describe('files', () => {
  test('are sorted by path, including empty ones', () => {
    const data = write('data');

    expect(digestMembers([entry('z', data), entry('a b', data), entry('p/__init__.py')])).toEqual([
      { kind: 'file', path: 'a b', source: data },
      { kind: 'empty', path: 'p/__init__.py' },
      { kind: 'file', path: 'z', source: data },
    ]);
  });

  test('that are folders become the files in them', () => {
    write('tree/sub/a');
    write('tree/b');

    expect(digestMembers([entry('t', join(folder, 'tree'))]).map(({ path }) => path)).toEqual(['t/b', 't/sub/a']);
  });

  test('that are not there are named', () => {
    expect(() => digestMembers([entry('lost', join(folder, 'lost'))])).toThrow(/^lost: no such file: .*lost$/);
  });

  test('are the same whether a sandbox links or copies them', () => {
    const copied = write('copied/file');
    const linked = link('linked/file', copied);

    expect(digestMembers([entry('f', linked, true)])).toEqual([{ kind: 'file', path: 'f', source: linked }]);
    expect(digestMembers([entry('f', copied, true)])).toEqual([{ kind: 'file', path: 'f', source: copied }]);
  });
});

describe('symlinks', () => {
  test('to a folder are kept', () => {
    write('store/zod/index.js');
    const zod = link('zod', 'store/zod');

    expect(
      digestMembers([entry('m/store/zod/index.js', join(folder, 'store/zod/index.js')), entry('m/zod', zod, true)]),
    ).toContainEqual({ kind: 'link', path: 'm/zod', target: 'store/zod' });
  });

  test('to a file become that file, because outputs of an action can be symlinks without a sandbox', () => {
    const file = write('store/file');
    const toFile = link('sub/link', '../store/file');

    expect(digestMembers([entry('store/file', file), entry('sub/link', toFile, true)])).toContainEqual({
      kind: 'file',
      path: 'sub/link',
      source: file,
    });
    // That file need not be a runfile itself.
    expect(digestMembers([entry('sub/link', toFile, true)])).toEqual([
      { kind: 'file', path: 'sub/link', source: toFile },
    ]);
  });

  test('that are only valid in a runfiles tree are followed there, through other symlinks', () => {
    const python = write('python3.12');
    const first = link('bin/one', '../../other+/bin/two');
    const second = link('bin/two', 'python3.12');

    expect(
      digestMembers([
        entry('_main/bin/one', first, true),
        entry('other+/bin/two', second, true),
        entry('other+/bin/python3.12', python),
      ]),
    ).toContainEqual({ kind: 'file', path: '_main/bin/one', source: python });
  });

  test('that are broken are kept', () => {
    const dangling = link('dangling', 'nowhere');

    expect(digestMembers([entry('p/dangling', dangling, true)])).toEqual([
      { kind: 'link', path: 'p/dangling', target: 'nowhere' },
    ]);
  });

  test('that form a cycle fail with ELOOP', () => {
    const one = link('one', 'two');
    const two = link('two', 'one');

    expect(() => digestMembers([entry('one', one, true), entry('two', two, true)])).toThrow('ELOOP');
  });

  test('that are absolute become their target, and their text never counts', () => {
    write('tree/a');
    const absolute = link('absolute', join(folder, 'tree'));
    const dangling = link('dangling', join(folder, 'nowhere'));

    expect(digestMembers([entry('absolute', absolute, true), entry('dangling', dangling, true)])).toEqual([
      { kind: 'file', path: 'absolute/a', source: join(absolute, 'a') },
      { kind: 'link', path: 'dangling', target: '' },
    ]);
  });

  test('in the source tree become their target', () => {
    write('tree/a');
    const alias = link('alias', 'tree');

    expect(digestMembers([entry('alias', alias)])).toMatchObject([{ kind: 'file', path: 'alias/a' }]);
  });
});

test('paths do not depend on how Bazel spells a repository', () => {
  const source = write('file');
  const pathsOf = (repository: string): string[] =>
    digestMembers([entry('_main/a', source), entry(`${repository}/b+c`, source)]).map(({ path }) => path);

  expect(pathsOf('other~')).toEqual(['_main/a', 'other~/b+c']);
  for (const repository of ['other+', 'other~1.2']) expect(pathsOf(repository)).toEqual(pathsOf('other~'));
});
