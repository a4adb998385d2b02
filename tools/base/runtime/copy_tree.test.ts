import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { existsSync, mkdtempSync } from 'node:fs';
import {
  appendFile,
  chmod,
  link,
  mkdir,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyTree } from './copy_tree.js';

let folder: string;
const at = (...names: string[]): string => join(folder, ...names);
const nothing = { except: [] };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'copy-'));
  await mkdir(at('from', 'sub', 'deep'), { recursive: true });
  await writeFile(at('from', 'a'), 'a');
  await writeFile(at('from', 'sub', 'deep', 'b'), 'bb');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Paths of all files below a directory, sorted. */
const files = async (dir: string): Promise<string[]> =>
  (await readdir(dir, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
    .sort();

test('copies files and directories, and counts them', async () => {
  await mkdir(at('from', 'empty'));
  expect(await copyTree(at('from'), at('to'), nothing)).toEqual({ ok: true, value: { files: 2, bytes: 3 } });
  expect(await files(at('to'))).toEqual(['a', 'sub/deep/b']);
  expect(existsSync(at('to', 'empty'))).toBe(true);
});

test('keeps permissions and times', async () => {
  await chmod(at('from', 'a'), 0o754);
  await utimes(at('from', 'a'), 1000, 2000);
  await copyTree(at('from'), at('to'), nothing);
  const { mode, mtimeMs } = await stat(at('to', 'a'));
  expect([mode & 0o777, mtimeMs]).toEqual([0o754, 2_000_000]);
});

test('a write into the copy never changes the original, not even through hard or symbolic links', async () => {
  await mkdir(at('outside'));
  await writeFile(at('outside', 'o'), 'o');
  await link(at('outside', 'o'), at('from', 'hard'));
  await symlink(at('outside', 'o'), at('from', 'soft'));
  await symlink(at('outside'), at('from', 'dir'));
  await symlink('a', at('from', 'near'));
  await copyTree(at('from'), at('to'), nothing);
  expect(await files(at('to'))).toEqual(['a', 'dir/o', 'hard', 'near', 'soft', 'sub/deep/b']);
  for (const file of await files(at('to'))) await appendFile(at('to', file), 'new');
  expect(await readFile(at('outside', 'o'), 'utf8')).toBe('o');
  expect(await readFile(at('from', 'a'), 'utf8')).toBe('a');
});

test('leaves out broken links, and links to a folder that contains them', async () => {
  await symlink('none', at('from', 'broken'));
  await symlink('self', at('from', 'self'));
  await symlink(at('from'), at('from', 'sub', 'up'));
  await symlink('.', at('from', 'sub', 'here'));
  expect(await copyTree(at('from'), at('to'), nothing)).toMatchObject({ ok: true });
  expect(await files(at('to'))).toEqual(['a', 'sub/deep/b']);
});

test('leaves out excluded paths, even if a link leads to them or the copy lies inside the original', async () => {
  await symlink('sub', at('from', 'link'));
  await mkdir(at('from', 'copies'));
  const except = [at('from', 'sub'), at('from', 'copies')];
  expect(await copyTree(at('from'), at('from', 'copies', 'to'), { except })).toMatchObject({ ok: true });
  expect(await files(at('from', 'copies', 'to'))).toEqual(['a']);
});

test('reports what could not be copied', async () => {
  expect(await copyTree(at('none'), at('to'), nothing)).toEqual({
    ok: false,
    error: { reason: 'copy-failed', path: at('none'), code: 'ENOENT' },
  });
  const signal = AbortSignal.abort();
  expect(await copyTree(at('from'), at('to'), { ...nothing, signal })).toMatchObject({ error: { code: 'ABORTED' } });
});
