import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { timeIds } from '../base/runtime/index.js';
import { clearBatches } from './clear_batches.js';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'batches-'));
});

afterEach(() => {
  rmSync(dir, { recursive: true });
});

const HOUR_MS = 3_600_000;
const NOW = Date.parse('2024-03-01T12:00:00Z');

/** Makes the folder of a batch of so many hours ago. @returns its id */
const batch = (hours: number): string => {
  const id = timeIds(() => NOW - hours * HOUR_MS)();
  mkdirSync(join(dir, id, 'scratch'), { recursive: true });
  writeFileSync(join(dir, id, 'scratch', 'plan.json'), '{}');
  return id;
};

/** Clears the folder. @param needed batches that a record names @returns those that the engine forgets */
const clear = async (ended: readonly string[], needed: readonly string[] = []): Promise<readonly string[]> => {
  const forgotten: string[] = [];
  await clearBatches(new Set(ended), {
    dir,
    record: { batches: () => Promise.resolve(new Set(needed)) },
    engine: {
      forget: (batches) => {
        forgotten.push(...batches);
        return Promise.resolve();
      },
    },
    now: NOW,
  });
  return forgotten;
};

test('removes batches that have ended, and the engine forgets them', async () => {
  const [ended, other] = [batch(0), batch(1)];
  expect(await clear([ended])).toEqual([ended]);
  expect(readdirSync(dir)).toEqual([other]);
});

test('keeps batches that a record names, however old they are', async () => {
  const [ended, old] = [batch(0), batch(1000)];
  expect(await clear([ended], [ended, old])).toEqual([]);
  expect(readdirSync(dir).sort()).toEqual([ended, old].sort());
});

test('removes batches of killed drivers that no record names, but not those that may just have been written', async () => {
  const [old, fresh] = [batch(25), batch(23)];
  expect(await clear([])).toEqual([old]);
  expect(readdirSync(dir)).toEqual([fresh]);
});

test('leaves alone what is no batch', async () => {
  mkdirSync(join(dir, 'notes'));
  expect(await clear([])).toEqual([]);
  expect(readdirSync(dir)).toEqual(['notes']);
});

test('without any batch there is nothing to do', async () => {
  rmSync(dir, { recursive: true });
  expect(await clear([])).toEqual([]);
  mkdirSync(dir);
});
