import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
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
  const journal = new Journal(dir, 'earlier.jsonl');
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

test('the one file of versions before is divided by batch, without what is over, and removed', async () => {
  const [kept, over] = ['01975d3c-5f00-7000-8000-000000000001', '01975d3c-5f00-7000-8000-000000000002'];
  mkdirSync(join(dir, 'batches', kept), { recursive: true });
  const lineOf = (batch: string, number: number): string =>
    JSON.stringify({ comment: `databuild:${batch}:${String(number)}`, elements: [[`${batch}-${String(number)}`]] });
  const cutOff = lineOf(kept, 2).slice(0, -4);
  writeFileSync(join(dir, 'earlier.jsonl'), [lineOf(kept, 0), lineOf(over, 0), lineOf(kept, 1), cutOff].join('\n'));
  for (const journal of [await opened(), await opened()]) {
    const found = [journal.has(`databuild:${kept}:0`), journal.has(`databuild:${kept}:1`)];
    expect([...found, journal.has(`databuild:${kept}:2`), journal.has(`databuild:${over}:0`)]).toEqual([
      ...[true, true],
      ...[false, false],
    ]);
  }
  expect(readdirSync(dir).sort()).toEqual(['batches', 'journal']);
  expect(readdirSync(join(dir, 'journal'))).toEqual([`${kept}.jsonl`]);
});
