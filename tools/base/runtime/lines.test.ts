import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ReadError } from './input_bytes.js';
import { inputLines } from './lines.js';

let dir: string;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'lines-'));
});

afterAll(() => {
  rmSync(dir, { recursive: true });
});

async function linesOf(content: string | Buffer, signal = new AbortController().signal): Promise<string[]> {
  const path = join(dir, 'file');
  writeFileSync(path, content);
  const lines: string[] = [];
  for await (const line of inputLines({ path }, signal)) lines.push(line);
  return lines;
}

test('gives whole lines, even if a line or a character spans two reads', async () => {
  // Longer than one read, with a character of two bytes across the boundary.
  const long = `${'x'.repeat(65_535)}é${'y'.repeat(200_000)}`;
  expect(await linesOf(`a\n\n${long}\nend`)).toEqual(['a', '', long, 'end']);
  expect(await linesOf(`${'z'.repeat(65_535)}é\n`)).toEqual([`${'z'.repeat(65_535)}é`]);
  expect(await linesOf('a\r\n')).toEqual(['a\r']);
  expect(await linesOf('')).toEqual([]);
});

test.each([
  ['in the middle', Buffer.from([0x61, 0xff, 0x0a])],
  ['at the end', Buffer.from([0x61, 0xc3])],
])('fails for bytes %s that are not UTF-8', async (_, content) => {
  await expect(linesOf(content)).rejects.toMatchObject({ failure: { reason: 'input-unreadable', code: 'not-utf-8' } });
});

test('fails for a missing file when the first line is read', async () => {
  const path = join(dir, 'none');
  const lines = inputLines({ path }, new AbortController().signal);
  await new Promise(setImmediate);
  const error = await lines.next().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ReadError);
  expect(error).toMatchObject({ failure: { source: path, code: 'ENOENT' } });
});

test('gives no more lines once the signal is aborted', async () => {
  const controller = new AbortController();
  controller.abort();
  expect(await linesOf('a\nb\n', controller.signal)).toEqual([]);
});
