import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import type { PartitionRef } from '../model/index.js';
import {
  argvLimitBytes,
  environmentBytes,
  execLimitBytes,
  MAX_STRING_BYTES,
  splitForArgv,
  stringBytes,
} from './argv.js';

const refs = (count: number, length: number): PartitionRef[] =>
  Array.from({ length: count }, (_, index) => String(index).padStart(length, 'x') as PartitionRef);

test('puts few refs into one call', () => {
  expect(splitForArgv(refs(3, 10), 1000)).toEqual([refs(3, 10)]);
});

test('makes no call for no refs', () => {
  expect(splitForArgv([], 1000)).toEqual([]);
});

test('batches keep all refs in order and stay within the limit, counted in bytes', () => {
  const sizes = fc.array(
    fc.nat({ max: 3000 }).map((length) => 'é'.repeat(length + 1) as PartitionRef),
    { minLength: 1, maxLength: 800 },
  );
  fc.assert(
    fc.property(sizes, fc.nat({ max: 100_000 }), (all, fixed) => {
      const batches = splitForArgv(all, fixed);
      expect(batches.flat()).toEqual(all);
      for (const batch of batches) {
        const bytes = batch.reduce((sum, ref) => sum + stringBytes(ref), fixed);
        expect(bytes).toBeLessThanOrEqual(argvLimitBytes());
      }
    }),
    { numRuns: 30 },
  );
});

test('the kernel accepts a batch of the maximum size', () => {
  const env = { PATH: '/usr/bin:/bin', LARGE: 'x'.repeat(100_000) };
  const [batch = []] = splitForArgv(refs(200_000, 8), stringBytes('/bin/true') * 2 + environmentBytes(env));
  expect(batch.length).toBeGreaterThan(10_000);
  expect(() => execFileSync('/bin/true', batch, { env })).not.toThrow();
});

test('the kernel rejects arguments above the limits', () => {
  const longest = 'x'.repeat(MAX_STRING_BYTES);
  expect(() => execFileSync('/bin/true', [longest])).not.toThrow();
  expect(() => execFileSync('/bin/true', [`${longest}x`])).toThrow(/E2BIG/);
  const tooMany = Array.from({ length: Math.ceil(execLimitBytes() / 100_008) + 1 }, () => 'x'.repeat(100_000));
  expect(() => execFileSync('/bin/true', tooMany)).toThrow(/E2BIG/);
});
