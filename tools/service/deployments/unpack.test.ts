import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DEFAULT_LIMITS, type Limits } from './limits.js';
import { archiveOf, tarOf, type TestEntry } from './testing/index.js';
import { unpackArchive } from './unpack.js';

const LIMITS: Limits = { archiveBytes: 1e6, unpackedBytes: 100_000, entries: 20, pathBytes: 300, depth: 8 };

let dir: string;
let folder: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'unpack-'));
  folder = join(dir, 'folder');
  await mkdir(folder);
});

afterEach(() => rm(dir, { recursive: true }));

const unpack = (archive: Buffer, limits = LIMITS) => unpackArchive(Readable.from([archive]), folder, limits);

const failureOf = async (entries: readonly TestEntry[]) => {
  const unpacked = await unpack(await archiveOf(entries));
  return unpacked.ok ? undefined : unpacked.error;
};

/** Nothing but the folder is there. */
const expectNothingOutside = async () => {
  expect(await readdir(dir)).toEqual(['folder']);
};

const FILE = { name: 'g/a', content: 'a' };

test('files, folders and links that lead inside are unpacked, and only the bit for programs is kept of a mode', async () => {
  const unpacked = await unpack(
    await archiveOf([
      { name: 'g/', mode: 0o700 },
      { name: 'g/bin/run', content: 'program', mode: 0o755 },
      { name: 'g/bin/again', type: 'link', linkname: 'g/bin/run' },
      { name: 'g/bin/', mode: 0o777 },
      { name: 'g/empty/' },
      { name: 'g/store/x.databuild.json', content: '{}', mode: 0o600 },
      { name: 'g/deep/link', type: 'symlink', linkname: '../bin/../store' },
      { name: 'g/through', type: 'symlink', linkname: 'deep/link/x.databuild.json' },
    ]),
  );
  expect(unpacked).toEqual({
    ok: true,
    value: { root: 'g', entries: 8, bytes: 9, descriptors: ['g/store/x.databuild.json'] },
  });
  expect(await readdir(join(folder, 'g'))).toEqual(['bin', 'deep', 'empty', 'store', 'through']);
  expect(await readFile(join(folder, 'g/through'), 'utf8')).toBe('{}');
  expect(await readlink(join(folder, 'g/deep/link'))).toBe('../bin/../store');
  expect((await stat(join(folder, 'g/bin/run'))).ino).toBe((await stat(join(folder, 'g/bin/again'))).ino);
  expect((await lstat(join(folder, 'g/bin/run'))).mode & 0o111).not.toBe(0);
  expect((await lstat(join(folder, 'g/store/x.databuild.json'))).mode & 0o7111).toBe(0);
});

describe('an entry is refused', () => {
  test.each<[string, string, readonly TestEntry[]]>([
    ['whose path is absolute', 'absolute-path', [{ name: '/g/a' }]],
    ['whose path leads out', 'path-leads-out', [{ name: 'g/../../a' }]],
    ['whose path goes up and down again', 'path-leads-out', [{ name: 'g/b/../a' }]],
    ['with a dot in its path', 'path-not-plain', [{ name: './g/a' }]],
    ['with an empty name', 'path-not-plain', [{ name: 'g//a' }]],
    ['with a long name', 'path-too-long', [{ name: `g/${'a'.repeat(256)}` }]],
    ['with a long path', 'path-too-long', [{ name: `g/${'a/'.repeat(200)}b` }]],
    ['deep in folders', 'path-too-deep', [{ name: 'g/1/2/3/4/5/6/7/8' }]],
    ['beside the folder of the others', 'outside-of-the-folder', [FILE, { name: 'h/a' }]],
    ['that is a file in place of the folder', 'outside-of-the-folder', [{ name: 'g' }]],
    ['that is there twice', 'duplicate', [FILE, FILE]],
    ['that is a folder twice', 'duplicate', [{ name: 'g/b/' }, { name: 'g/b/' }]],
    ['that is a file and a folder', 'duplicate', [FILE, { name: 'g/a/' }]],
    ['that is a link and a file', 'duplicate', [{ name: 'g/a', type: 'symlink', linkname: 'b' }, FILE]],
    ['below a file', 'below-a-file', [FILE, { name: 'g/a/b' }]],
    ['below a link', 'below-a-file', [{ name: 'g/l', type: 'symlink', linkname: '..' }, { name: 'g/l/b' }]],
    ['that is a device', 'device', [{ name: 'g/a', type: 'character-device', devmajor: 1, devminor: 3 }]],
    ['that is a pipe', 'device', [{ name: 'g/a', type: 'fifo' }]],
    ['that runs as its owner', 'special-mode', [{ ...FILE, mode: 0o4755 }]],
    ['that runs as its group', 'special-mode', [{ name: 'g/b/', mode: 0o2755 }]],
    ['whose link is absolute', 'link-target-absolute', [{ name: 'g/a', type: 'symlink', linkname: '/etc/passwd' }]],
    ['whose link is empty', 'link-without-target', [{ name: 'g/a', type: 'symlink', linkname: '' }]],
    ['whose link leads out', 'link-leads-out', [{ name: 'g/a', type: 'symlink', linkname: '../../b' }]],
    [
      'whose link leads out and in again',
      'link-leads-out',
      [FILE, { name: 'g/b', type: 'symlink', linkname: '../g/a' }],
    ],
    [
      'whose link leads out through another link',
      'link-leads-out',
      [
        { name: 'g/1/2/3/' },
        { name: 'g/s', type: 'symlink', linkname: '1' },
        // By its text alone, it would lead to g/b.
        { name: 'g/1/2/3/l', type: 'symlink', linkname: '../../../s/../../b' },
      ],
    ],
    ['whose link leads nowhere', 'link-to-nothing', [{ name: 'g/a', type: 'symlink', linkname: 'b' }]],
    ['whose link leads below a file', 'link-to-nothing', [FILE, { name: 'g/b', type: 'symlink', linkname: 'a/b' }]],
    [
      'whose link leads to itself',
      'link-loop',
      [
        { name: 'g/a', type: 'symlink', linkname: 'b' },
        { name: 'g/b', type: 'symlink', linkname: 'a' },
      ],
    ],
    ['whose hard link leads out', 'path-leads-out', [{ name: 'g/a', type: 'link', linkname: '../b' }]],
    ['whose hard link is absolute', 'absolute-path', [{ name: 'g/a', type: 'link', linkname: '/etc/passwd' }]],
    [
      'whose hard link leads to a later file',
      'link-to-nothing',
      [{ name: 'g/b', type: 'link', linkname: 'g/a' }, FILE],
    ],
    [
      'whose hard link leads to a link',
      'link-to-nothing',
      [FILE, { name: 'g/l', type: 'symlink', linkname: 'a' }, { name: 'g/b', type: 'link', linkname: 'g/l' }],
    ],
  ])('%s', async (_, problem, entries) => {
    expect(await failureOf(entries)).toMatchObject({ reason: 'archive-entry-refused', problem });
    await expectNothingOutside();
  });

  test('whose name is not UTF-8', async () => {
    const tar = await tarOf([{ name: 'g/xx' }]);
    tar[2] = 0xff;
    // The sum of the header.
    const sum = tar.subarray(0, 512).reduce((all, byte, at) => all + (at >= 148 && at < 156 ? 32 : byte), 0);
    tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    const unpacked = await unpack(gzipSync(tar));
    expect(unpacked).toMatchObject({ error: { reason: 'archive-entry-refused', problem: 'name-not-utf-8' } });
  });
});

describe('an archive is refused', () => {
  test.each([
    ['that is empty', Buffer.alloc(0), 'archive-unreadable'],
    ['that is not compressed', Buffer.from('hello, this is not an archive'), 'archive-unreadable'],
    ['that contains no tar', gzipSync('x'.repeat(2000)), 'archive-unreadable'],
    ['that contains nothing', gzipSync(Buffer.alloc(1024)), 'archive-empty'],
  ])('%s', async (_, archive, reason) => {
    expect(await unpack(archive)).toMatchObject({ ok: false, error: { reason } });
  });

  test('that is cut off anywhere', async () => {
    const whole = await archiveOf([FILE, { name: 'g/b', content: 'b'.repeat(3000) }]);
    for (let length = 0; length < whole.length; length++) {
      expect(await unpack(whole.subarray(0, length))).toMatchObject({ error: { reason: 'archive-unreadable' } });
      await rm(join(folder, 'g'), { recursive: true, force: true });
    }
    expect(await unpack(whole)).toMatchObject({ ok: true });
  });

  test('whose tar archive is cut off, and compressed whole', async () => {
    const tar = await tarOf([FILE, { name: 'g/b', content: 'b'.repeat(600) }]);
    for (const length of [512, 700, 1024, 1536, 2000, 2560, 3000]) {
      expect(await unpack(gzipSync(tar.subarray(0, length)))).toMatchObject({
        error: { reason: 'archive-unreadable' },
      });
      await rm(join(folder, 'g'), { recursive: true, force: true });
    }
  });

  test('that unpacks to more than the limit, however small it is', async () => {
    const bomb = await archiveOf([{ name: 'g/zeros', content: Buffer.alloc(10_000_000) }]);
    expect(bomb.length).toBeLessThan(100_000);
    const failure = { reason: 'archive-unpacks-too-large', limitBytes: 100_000 };
    expect(await unpack(bomb)).toEqual({ ok: false, error: failure });
    const many = await archiveOf(
      Array.from({ length: 15 }, (_, n) => ({ name: `g/${String(n)}`, content: Buffer.alloc(9_000) })),
    );
    expect(await unpack(many)).toEqual({ ok: false, error: failure });
  });

  test('that has more entries than the limit', async () => {
    const many = await archiveOf(Array.from({ length: 21 }, (_, n) => ({ name: `g/${String(n)}/` })));
    expect(await unpack(many)).toEqual({ ok: false, error: { reason: 'archive-too-many-entries', limit: 20 } });
  });

  test('that stops arriving', async () => {
    const whole = await archiveOf([FILE]);
    const failing = Readable.from(
      (function* () {
        yield whole.subarray(0, 40);
        throw new Error('the client went away');
      })(),
    );
    expect(await unpackArchive(failing, folder, DEFAULT_LIMITS)).toEqual({
      ok: false,
      error: { reason: 'archive-unreadable', detail: 'the client went away' },
    });
  });
});
