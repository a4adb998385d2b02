import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkExecutable, readTail } from './files.js';
import { Tail } from './tail.js';

let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'files-'));
});

afterAll(() => rm(dir, { recursive: true, force: true }));

test('says why a file cannot be executed', async () => {
  await writeFile(join(dir, 'tool'), '', { mode: 0o755 });
  await writeFile(join(dir, 'plain'), '', { mode: 0o644 });
  expect(await checkExecutable(join(dir, 'tool'))).toBeUndefined();
  expect(await checkExecutable(join(dir, 'plain'))).toBe('EACCES');
  expect(await checkExecutable(join(dir, 'none'))).toBe('ENOENT');
  expect(await checkExecutable(dir)).toBe('EISDIR');
});

test('the tail of a file begins with a whole line if it can, and is the whole file if that is short', async () => {
  const path = join(dir, 'log');
  await writeFile(path, 'one\ntwo\nthree\n');
  expect(await readTail(path, 100)).toBe('one\ntwo\nthree\n');
  expect(await readTail(path, 9)).toBe('three\n');
  await writeFile(path, 'a line that is longer than the limit');
  expect(await readTail(path, 9)).toBe('the limit');
  expect(await readTail(join(dir, 'none'), 9)).toBe('');
});

test('the tail of a stream is the same for any size of chunk', () => {
  const text = Array.from({ length: 500 }, (_, index) => `line ${String(index)}\n`).join('');
  for (const size of [1, 7, 100, 10_000]) {
    const tail = new Tail(64);
    for (let at = 0; at < text.length; at += size) tail.push(Buffer.from(text.slice(at, at + size)));
    expect(tail.text()).toBe(text.slice(-64).slice(text.slice(-64).indexOf('\n') + 1));
  }
  const short = new Tail(64);
  short.push(Buffer.from('a\nb'));
  expect(short.text()).toBe('a\nb');
});
