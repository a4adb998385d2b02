import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { digestOf } from './digest.js';
import type { DigestMember } from './members.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'digest-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function file(path: string, content: string | Buffer): DigestMember {
  const source = join(mkdtempSync(join(folder, 'source-')), 'file');
  writeFileSync(source, content);
  return { kind: 'file', path, source };
}

const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');

// Catalogs store digests. A different value for the same runfiles would rebuild everything.
test('the digest is the SHA-256 of one line per member', async () => {
  const lines = [
    `["_main/__init__.py","empty",""]`,
    `["_main/é \\"","file","${sha256('four')}"]`,
    `["_main/zod","link","store/zod"]`,
  ];

  expect(
    await digestOf([
      { kind: 'empty', path: '_main/__init__.py' },
      file('_main/é "', 'four'),
      { kind: 'link', path: '_main/zod', target: 'store/zod' },
    ]),
  ).toBe(sha256(lines.map((line) => `${line}\n`).join('')));
});

test('the digest of no members has 64 digits', async () => {
  expect(await digestOf([])).toMatch(/^[0-9a-f]{64}$/);
});

describe('is another one when', () => {
  const before = (): DigestMember[] => [
    { kind: 'empty', path: 'a' },
    file('b', 'content'),
    { kind: 'link', path: 'c', target: 'store' },
  ];

  test.each<[string, (members: DigestMember[]) => DigestMember[]]>([
    ['a byte of a file is', ([a, , c]) => [a!, file('b', 'contenT'), c!]],
    ['a file is called otherwise', ([a, , c]) => [a!, file('B', 'content'), c!]],
    ['a symlink leads elsewhere', ([a, b]) => [a!, b!, { kind: 'link', path: 'c', target: 'other' }]],
    ['a symlink becomes a file with its text', ([a, b]) => [a!, b!, file('c', 'store')]],
    ['an empty file is removed', ([, b, c]) => [b!, c!]],
    ['a member is added', (members) => [...members, { kind: 'empty', path: 'd' }]],
  ])('%s', async (_, change) => {
    expect(await digestOf(change(before()))).not.toBe(await digestOf(before()));
  });
});

test('the digest does not depend on the folder, times or modes of files', async () => {
  const one = [file('a', 'content'), file('b', '')];
  const two = [file('a', 'content'), file('b', '')];
  for (const member of two) {
    if (member.kind !== 'file') continue;
    utimesSync(member.source, 0, 0);
    chmodSync(member.source, 0o555);
  }

  expect(await digestOf(one)).toBe(await digestOf(two));
});

test('hashes many and large files in the order of the members', async () => {
  const contents = Array.from({ length: 40 }, (_, index) => Buffer.alloc(index % 7 === 0 ? 2_500_001 : index, index));
  const members = contents.map((content, index) => file(String(index).padStart(2, '0'), content));
  const lines = contents.map((content, index) => `["${String(index).padStart(2, '0')}","file","${sha256(content)}"]\n`);

  expect(await digestOf(members)).toBe(sha256(lines.join('')));
});

test('different lists of members have different digests', async () => {
  const member = fc.oneof(
    fc.record({ kind: fc.constant('empty' as const), path: fc.string() }),
    fc.record({ kind: fc.constant('link' as const), path: fc.string(), target: fc.string() }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(member), fc.array(member), async (one, two) => {
      const same = JSON.stringify(one.map(entries)) === JSON.stringify(two.map(entries));
      expect((await digestOf(one)) === (await digestOf(two))).toBe(same);
    }),
  );
});

const entries = (member: DigestMember): unknown[] => [
  member.path,
  member.kind,
  member.kind === 'link' ? member.target : '',
];

test('fails if a file cannot be read, instead of leaving it out', async () => {
  await expect(digestOf([{ kind: 'file', path: 'lost', source: join(folder, 'lost') }])).rejects.toThrow('ENOENT');
});
