import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { writeFolder, type FolderFile } from './write_folder.js';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'write-folder-'));
});

afterEach(() => {
  rmSync(dir, { recursive: true });
});

const NEVER = new AbortController().signal;
const files = (text: string): FolderFile[] => [
  { path: 'mark', chunks: ['m'] },
  { path: 'deep/er/script', executable: true, chunks: [text, Buffer.from('é')] },
];
const write = (path: string, list: Iterable<FolderFile>, signal = NEVER) =>
  writeFolder(join(dir, path), list, { marker: 'mark', signal });

test('writes a folder in a new folder, and replaces one with the marker', async () => {
  expect(await write('new/out', files('one'))).toEqual({ ok: true });
  writeFileSync(join(dir, 'new/out/left'), '');
  expect(await write('new/out', files('two'))).toEqual({ ok: true });
  expect(readFileSync(join(dir, 'new/out/deep/er/script'), 'utf8')).toBe('twoé');
  expect(statSync(join(dir, 'new/out/deep/er/script')).mode & 0o111).not.toBe(0);
  expect(readdirSync(join(dir, 'new'))).toEqual(['out']);
  expect(readdirSync(join(dir, 'new/out'))).toEqual(['deep', 'mark']);
});

test('does not replace a folder without the marker, or a file', async () => {
  mkdirSync(join(dir, 'other'));
  writeFileSync(join(dir, 'file'), 'x');
  for (const path of ['other', 'file']) {
    expect(await write(path, files('x'))).toMatchObject({ ok: false, error: { reason: 'folder-in-the-way' } });
  }
});

test('leaves nothing behind if a file cannot be written, or after a signal', async () => {
  writeFileSync(join(dir, 'file'), 'x');
  const under = await write('file/out', files('x'));
  expect(under).toMatchObject({ ok: false, error: { reason: 'output-unwritable', code: 'ENOTDIR' } });
  const aborted = await write('out', files('x'), AbortSignal.abort());
  expect(aborted).toMatchObject({ ok: false, error: { reason: 'output-unwritable', code: 'interrupted' } });
  expect(readdirSync(dir)).toEqual(['file']);
});
