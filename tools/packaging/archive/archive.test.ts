import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { extract, type Header } from 'tar-stream';
import { writeArchive } from './archive.js';
import type { ArchiveMember } from './members.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'archive-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function file(path: string, content: string | Buffer, executable = false): ArchiveMember {
  const source = mkdtempSync(join(folder, 'source-')) + '/file';
  writeFileSync(source, content);
  return { kind: 'file', path, source, size: Buffer.byteLength(content), executable };
}

async function read(archive: string): Promise<{ header: Header; content: Buffer }[]> {
  const found: { header: Header; content: Buffer }[] = [];
  const entries = extract();
  await Promise.all([
    pipeline(createReadStream(archive), createGunzip(), entries),
    (async () => {
      for await (const entry of entries) found.push({ header: entry.header, content: await buffer(entry) });
    })(),
  ]);
  return found;
}

test('writes files, empty files and symlinks below one folder', async () => {
  const output = join(folder, 'g.tar.gz');
  await writeArchive(
    [
      file('g.plan', '#!/bin/sh\n', true),
      { kind: 'empty', path: 'g.runfiles/_main/__init__.py' },
      { kind: 'link', path: 'g.runfiles/_main/zod', target: 'store/zod' },
      file('g.runfiles/_main/data', 'four'),
    ],
    'g',
    output,
  );

  const entries = await read(output);
  expect(entries.map(({ header: { name, type, mode, linkname } }) => ({ name, type, mode, linkname }))).toEqual([
    { name: 'g/g.plan', type: 'file', mode: 0o755, linkname: null },
    { name: 'g/g.runfiles/_main/__init__.py', type: 'file', mode: 0o644, linkname: null },
    { name: 'g/g.runfiles/_main/zod', type: 'symlink', mode: 0o777, linkname: 'store/zod' },
    { name: 'g/g.runfiles/_main/data', type: 'file', mode: 0o644, linkname: null },
  ]);
  expect(entries.map(({ content }) => content.toString())).toEqual(['#!/bin/sh\n', '', '', 'four']);
});

test('writes a copy as a hard link to an earlier file', async () => {
  const output = join(folder, 'g.tar.gz');
  await writeArchive(
    [file('a/node', 'node', true), { kind: 'copy', path: 'b/node', of: 'a/node', executable: true }],
    'g',
    output,
  );

  const entries = await read(output);
  expect(entries.map(({ header: { name, type, mode, linkname } }) => ({ name, type, mode, linkname }))).toEqual([
    { name: 'g/a/node', type: 'file', mode: 0o755, linkname: null },
    { name: 'g/b/node', type: 'link', mode: 0o755, linkname: 'g/a/node' },
  ]);
});

test('keeps names that are long or not plain ASCII', async () => {
  const output = join(folder, 'g.tar.gz');
  const long = `${'very/'.repeat(60)}${'long'.repeat(50)}`;
  const names = ['sp ace', "it's", 'é/日本', long];
  await writeArchive(
    [...names.map((name) => file(name, name)), { kind: 'link', path: 'l', target: long }],
    'g',
    output,
  );

  const entries = await read(output);
  expect(entries.map(({ header }) => header.name)).toEqual([...names, 'l'].map((name) => `g/${name}`));
  expect(entries.at(-1)?.header.linkname).toBe(long);
});

test('streams content that is larger than any buffer', async () => {
  const output = join(folder, 'g.tar.gz');
  const content = Buffer.alloc(5_000_001, 'large ');
  await writeArchive([file('large', content), file('after', 'small')], 'g', output);

  const [large, after] = await read(output);
  expect(large?.content.equals(content)).toBe(true);
  expect(after?.content.toString()).toBe('small');
});

test('writes the same bytes for the same content, at any time and from any folder', async () => {
  const members = () => [file('a', 'content', true), { kind: 'empty', path: 'b' } as const];
  await writeArchive(members(), 'g', join(folder, 'one.tar.gz'));
  await writeArchive(members(), 'g', join(folder, 'two.tar.gz'));

  expect(readFileSync(join(folder, 'one.tar.gz')).equals(readFileSync(join(folder, 'two.tar.gz')))).toBe(true);
  const [first] = await read(join(folder, 'one.tar.gz'));
  expect(first?.header).toMatchObject({ uid: 0, gid: 0, uname: '', gname: '' });
  expect(first?.header.mtime).toEqual(new Date('2000-01-01T00:00:00Z'));
});

test('fails when a file cannot be read, rather than leaving it out', async () => {
  const lost: ArchiveMember = { kind: 'file', path: 'lost', source: join(folder, 'lost'), size: 1, executable: false };

  await expect(writeArchive([lost], 'g', join(folder, 'g.tar.gz'))).rejects.toThrow('ENOENT');
});
