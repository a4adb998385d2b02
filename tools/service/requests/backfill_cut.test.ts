import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cutIntoChunks, type CutTask } from './backfill_cut.js';

const task = (number: number, ...dependsOn: number[]): CutTask => ({
  ...{ id: String(number), ref: `r/${String(number)}`, dependsOn, forced: false },
});

const cut = (tasks: readonly CutTask[], cells: readonly number[], size: number): (readonly number[])[] =>
  cutIntoChunks(tasks, cells, size).map((chunk) => chunk.tasks);

test('a build completes as many cells as fit, with what they are made from', () => {
  // Four days: 0 to 3 are raw, 4 to 7 are made from them.
  const days = [task(0), task(1), task(2), task(3), task(4, 0), task(5, 1), task(6, 2), task(7, 3)];
  expect(cut(days, [4, 5, 6, 7], 4)).toEqual([
    [0, 1, 4, 5],
    [2, 3, 6, 7],
  ]);
  expect(cut(days, [4, 5, 6, 7], 5)).toEqual([
    [0, 1, 4, 5],
    [2, 3, 6, 7],
  ]);
  expect(cut(days, [7, 4], 2)).toEqual([
    [3, 7],
    [0, 4],
  ]);
});

test('what several cells are made from is made once, before all of them', () => {
  const shared = [task(0), task(1, 0), task(2, 0), task(3, 0)];
  expect(cut(shared, [1, 2, 3], 2)).toEqual([
    [0, 1],
    [2, 3],
  ]);
});

test('a cell with more tasks than a build may have is divided in order', () => {
  const chain = [task(0), task(1, 0), task(2, 1), task(3, 2), task(4, 3)];
  expect(cut(chain, [4], 2)).toEqual([[0, 1], [2, 3], [4]]);
});

test('every task that a cell needs is in exactly one build, none is larger than allowed, and nothing comes before its inputs', () => {
  const graphs = fc.array(fc.array(fc.nat(20), { maxLength: 3 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(
      graphs,
      fc.integer({ min: 1, max: 6 }),
      fc.array(fc.nat(19), { maxLength: 10 }),
      (rows, size, wanted) => {
        const tasks = rows.map((needs, number) => task(number, ...new Set(needs.filter((other) => other < number))));
        const cells = wanted.filter((number) => number < tasks.length);
        const chunks = cut(tasks, cells, size);
        const needed = new Set(cells);
        for (let number = tasks.length - 1; number >= 0; number--) {
          if (needed.has(number)) tasks[number]?.dependsOn.forEach((other) => needed.add(other));
        }
        expect(chunks.flat().sort((a, b) => a - b)).toEqual([...needed].sort((a, b) => a - b));
        const chunkOf = new Map(chunks.flatMap((chunk, at) => chunk.map((number) => [number, at] as const)));
        for (const chunk of chunks) expect(chunk.length).toBeLessThanOrEqual(size);
        for (const number of needed) {
          for (const other of tasks[number]?.dependsOn ?? []) {
            expect(chunkOf.get(other)).toBeLessThanOrEqual(chunkOf.get(number) ?? -1);
          }
        }
      },
    ),
  );
});

test('a long chain is cut in time that grows with its length', () => {
  const chain = Array.from({ length: 200_000 }, (_, number) => task(number, ...(number === 0 ? [] : [number - 1])));
  expect(cut(chain, [199_999], 1_000)).toHaveLength(200);
});
