import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { findCopies } from './copies.js';
import type { ArchiveMember } from './members.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'copies-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function file(path: string, content: Buffer, executable = true): ArchiveMember {
  const source = join(folder, path);
  writeFileSync(source, content);
  return { kind: 'file', path, source, size: content.length, executable };
}

const LARGE = Buffer.alloc(1 << 20, 'node');

test('turns a large file with the content of an earlier one into a copy', async () => {
  const members = [file('a', LARGE), file('b', LARGE), file('c', LARGE)];

  expect(await findCopies(members)).toEqual([
    members[0],
    { kind: 'copy', path: 'b', of: 'a', executable: true },
    { kind: 'copy', path: 'c', of: 'a', executable: true },
  ]);
});

test('keeps files with other content or another mode, and small files', async () => {
  const other = Buffer.from(LARGE);
  other.writeUInt8(0, 1000);
  const members = [
    file('a', LARGE),
    file('b', other),
    file('c', LARGE, false),
    file('d', Buffer.from('small')),
    file('e', Buffer.from('small')),
  ];

  expect(await findCopies(members)).toEqual(members);
});
