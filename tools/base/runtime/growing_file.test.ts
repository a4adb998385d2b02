import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GrowingFile } from './growing_file.js';
import { ReadError } from './input_bytes.js';

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'growing-'));
});

afterEach(() => rm(dir, { recursive: true }));

describe('a file that grows', () => {
  test('is read as it appears and grows, each byte once', async () => {
    const path = join(dir, 'log');
    const file = new GrowingFile(path);
    const read = async (): Promise<string> => (await file.read()).toString();
    expect(await read()).toBe('');
    await writeFile(path, 'one\ntw');
    expect(await read()).toBe('one\ntw');
    expect(await read()).toBe('');
    await appendFile(path, 'o\n');
    expect(await read()).toBe('o\n');
  });

  test('is read in pieces if it is long', async () => {
    const path = join(dir, 'log');
    const bytes = Buffer.alloc(600_000, 'abcdefg');
    await writeFile(path, bytes);
    const file = new GrowingFile(path);
    const pieces: Buffer[] = [];
    for (let piece = await file.read(); piece.length > 0; piece = await file.read()) pieces.push(piece);
    expect(pieces.length).toBeGreaterThan(1);
    expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
  });

  test('gives an error if it cannot be read', async () => {
    await expect(new GrowingFile(dir).read()).rejects.toThrow(ReadError);
  });
});
