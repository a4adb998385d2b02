import { lstat, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { readlinkSync } from 'node:fs';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Limits } from './limits.js';
import { tarOf, type TestEntry } from './testing/index.js';
import { unpackArchive, type Unpacked } from './unpack.js';
import type { UnpackFailure } from './unpack_failure.js';
import type { Result } from '../../base/model/index.js';

const LIMITS: Limits = { archiveBytes: 1e6, unpackedBytes: 50_000, entries: 20, pathBytes: 200, depth: 8 };

/** How many broken archives there are of each kind. */
const RUNS = 1_700;

let dir: string;
let folder: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'unpack-fuzz-'));
  folder = join(dir, 'below', 'folder');
});

afterEach(() => rm(dir, { recursive: true }));

/** Unpacks an archive, and checks that whatever it does is inside of the folder, and that its links lead to something inside. */
async function unpackInside(archive: Buffer): Promise<Result<Unpacked, UnpackFailure>> {
  await mkdir(folder, { recursive: true });
  const unpacked = await unpackArchive(Readable.from([archive]), folder, LIMITS);
  expect(await readdir(dir)).toEqual(['below']);
  expect(await readdir(join(dir, 'below'))).toEqual(['folder']);
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of names) {
    const path = join(entry.parentPath, entry.name);
    const { mode } = await lstat(path);
    if (entry.isSymbolicLink()) {
      expect(unpacked.ok).toBe(true);
      expect(relative(folder, resolve(entry.parentPath, readlinkSync(path)))).not.toMatch(/^\.\./);
    } else {
      expect(entry.isFile() || entry.isDirectory()).toBe(true);
      expect(mode & 0o7000 & ~0o2000).toBe(0);
    }
  }
  if (!unpacked.ok) expect(Object.keys(REASONS)).toContain(unpacked.error.reason);
  await rm(folder, { recursive: true });
  return unpacked;
}

const REASONS: Readonly<Record<Exclude<UnpackFailure['reason'], 'deployments-unwritable'>, true>> = {
  'archive-unreadable': true,
  'archive-empty': true,
  'archive-entry-refused': true,
  'archive-unpacks-too-large': true,
  'archive-too-many-entries': true,
};

const SEGMENT = fc.constantFrom('a', 'b', 'c', '..', '.', '', 'é', 'x'.repeat(90), 'a\nb', '\u202e');
const PATH = fc.array(SEGMENT, { minLength: 1, maxLength: 5 }).map((segments) => segments.join('/'));
const NAME = fc.oneof({ weight: 6, arbitrary: PATH.map((path) => `g/${path}`) }, { weight: 1, arbitrary: PATH });
const ENTRY: fc.Arbitrary<TestEntry> = fc.record(
  {
    name: NAME,
    type: fc.constantFrom('file', 'file', 'symlink', 'link', 'directory', 'fifo', 'character-device'),
    linkname: fc.oneof(PATH, NAME, fc.constantFrom('/etc/passwd', '../../../../tmp/x')),
    mode: fc.constantFrom(0o644, 0o755, 0, 0o4755, 0o7777),
    content: fc.oneof(fc.constant(''), fc.string({ maxLength: 700 })),
  },
  { requiredKeys: ['name'] },
);

const GOOD: readonly TestEntry[] = [
  { name: 'g/a', content: 'a'.repeat(600) },
  { name: 'g/b/c', content: 'c', mode: 0o755 },
  { name: 'g/b/d', type: 'symlink', linkname: '../a' },
  { name: 'g/e', type: 'link', linkname: 'g/a' },
  { name: `g/${'long/'.repeat(25)}é`, content: 'l' },
];

test('entries of any names, kinds, links and modes are unpacked inside, or refused', async () => {
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(ENTRY, { minLength: 1, maxLength: 6 }), async (entries) => {
      if (!(await unpackInside(gzipSync(await tarOf(entries), { level: 1 }))).ok) refused++;
    }),
    { numRuns: RUNS },
  );
  expect(refused).toBeGreaterThan(RUNS / 2);
}, 600_000);

test('an archive with any bytes changed before it was compressed is unpacked inside, or refused', async () => {
  const tar = await tarOf(GOOD);
  const change = fc.tuple(fc.nat(tar.length - 1), fc.constantFrom(0, 0x2e, 0x2f, 0x30, 0x35, 0x37, 0x80, 0xff));
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), fc.boolean(), async (changes, mends) => {
      const copy = Buffer.from(tar);
      for (const [at, byte] of changes) copy[at] = byte;
      if (mends) mendSums(copy);
      if (!(await unpackInside(gzipSync(copy, { level: 1 }))).ok) refused++;
    }),
    { numRuns: RUNS },
  );
  expect(refused).toBeGreaterThan(RUNS / 10);
}, 600_000);

test('an archive with any bytes changed, left out or added is refused, or still the same', async () => {
  const whole = gzipSync(await tarOf(GOOD));
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(40), fc.uint8Array({ maxLength: 20 }), async (at, cut, bytes) => {
      const archive = Buffer.concat([whole.subarray(0, at), bytes, whole.subarray(at + cut)]);
      if (!(await unpackInside(archive)).ok) refused++;
    }),
    { numRuns: RUNS },
  );
  expect(refused).toBeGreaterThan(RUNS / 2);
}, 600_000);

/** Corrects the sums of all headers, so that what they say is looked at. */
function mendSums(tar: Buffer): void {
  for (let at = 0; at + 512 <= tar.length; at += 512) {
    const header = tar.subarray(at, at + 512);
    if (header.toString('latin1', 257, 262) !== 'ustar') continue;
    header.fill(' ', 148, 156);
    const sum = header.reduce((all, byte) => all + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  }
}
