import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Journal } from './journal.js';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'journal-'));
});

afterEach(() => {
  rmSync(dir, { recursive: true });
});

const opened = async (): Promise<Journal> => {
  const journal = new Journal(join(dir, 'journal'), join(dir, 'earlier.jsonl'));
  await journal.open();
  return journal;
};

test('a later process finds what was noted, until the batch is forgotten', async () => {
  const journal = await opened();
  await journal.note('b1', 'b1:0', [['x', 'y'], ['z']]);
  await journal.note('b2', 'b2:0', [['w']]);
  expect((await opened()).find('z')).toEqual({ comment: 'b1:0', index: 1 });
  await journal.forget(['b1', 'unknown']);
  const later = await opened();
  expect([later.find('z'), later.has('b1:0')]).toEqual([undefined, false]);
  expect(later.find('w')).toEqual({ comment: 'b2:0', index: 0 });
  expect(readdirSync(join(dir, 'journal'))).toEqual(['b2.jsonl']);
  // Who has read it before still knows it.
  expect(journal.find('z')).toBeDefined();
});

test('the one file of versions before is read, and a line that is cut off is not', async () => {
  const line = JSON.stringify({ comment: 'old:0', elements: [['a']] });
  writeFileSync(join(dir, 'earlier.jsonl'), `${line}\n${line.replace('old', 'cut').slice(0, -4)}`);
  const journal = await opened();
  expect([journal.has('old:0'), journal.has('cut:0')]).toEqual([true, false]);
  expect(existsSync(join(dir, 'journal'))).toBe(true);
});
