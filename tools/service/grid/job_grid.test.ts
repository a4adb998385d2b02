import { expect, test } from '@jest/globals';
import { compilePattern } from '../../base/model/index.js';
import { JobGrid, type Axes } from './job_grid.js';

function axes(text: string, rows: string, columns?: string, at: Readonly<Record<string, string>> = {}): Axes {
  const pattern = compilePattern(text);
  if (!pattern.ok) throw new Error(text);
  return { pattern: pattern.value, rows: [rows], columns, at: new Map(Object.entries(at)) };
}

test('cells show what is known of each partition, and what happens now first', () => {
  const grid = new JobGrid(axes('d/{day}/{shop}', 'shop', 'day'));
  grid.expected(['d/1/a', 'd/2/a', 'd/3/a', 'd/1/b', 'd/2/b']);
  grid.recorded('d/1/a', false);
  grid.recorded('d/2/a', true);
  grid.running('d/2/b');
  grid.running('d/1/b');
  grid.ended('d/1/b', true);
  grid.recorded('other/1/a', false);
  expect(grid.draw()).toEqual({
    rows: ['a', 'b'],
    columns: ['1', '2', '3'],
    cells: ['vsm', 'fr '],
    counts: { none: 1, missing: 1, valid: 1, stale: 1, running: 1, failed: 1 },
  });
  grid.recorded('d/1/b', false);
  grid.ended('d/2/b', false);
  grid.forgotten('d/1/a');
  grid.recorded('d/2/a', false);
  grid.recorded('d/0/a', false);
  expect(grid.draw().cells).toEqual(['vmvm', ' vm ']);
  grid.expected(['d/2/b']);
  expect(grid.draw().cells).toEqual(['v v ', ' vm ']);
});

test('what builds do is shown until it is over, and failures until the partition is recorded', () => {
  const grid = new JobGrid(axes('d/{day}', 'day'));
  grid.recorded('d/1', false);
  grid.happening({ running: ['d/1', 'd/2'], failed: ['d/3'] });
  expect(grid.draw().cells).toEqual(['r', 'r', 'f']);
  const drawn = grid.draw();
  grid.happening({ running: ['d/2', 'd/1'], failed: ['d/3'] });
  expect(grid.draw()).toBe(drawn);
  grid.happening({ running: [], failed: ['d/2', 'd/3'] });
  expect(grid.draw().cells).toEqual(['v', 'f', 'f']);
  grid.recorded('d/2', false);
  grid.happening({ running: ['d/3'], failed: [] });
  expect(grid.draw().cells).toEqual(['v', 'v', 'r']);
});

test('a grid of one name has one column, and one of three has what the third stands for', () => {
  const one = new JobGrid(axes('d/{day}', 'day'));
  one.recorded('d/1', false);
  expect(one.draw()).toMatchObject({ rows: ['1'], columns: [''], cells: ['v'] });
  const three = new JobGrid(axes('d/{day}/{shop}/{kind}', 'day', 'shop', { kind: 'x' }));
  three.recorded('d/1/a/x', false);
  three.recorded('d/1/b/y', false);
  expect(three.draw()).toMatchObject({ rows: ['1'], columns: ['a'], cells: ['v'] });
});

test('a grid grows to any shape, whatever the order of its partitions', () => {
  const grid = new JobGrid(axes('d/{row}/{column}', 'row', 'column'));
  const two = (n: number) => String(n).padStart(2, '0');
  for (let sum = 0; sum < 99; sum++) {
    for (let row = 0; row < 50; row++)
      if (sum - row >= 0 && sum - row < 50) grid.recorded(`d/${two(row)}/${two(sum - row)}`, false);
  }
  expect(grid.draw().cells).toEqual(Array.from({ length: 50 }, () => 'v'.repeat(50)));
});

test('a million cells are drawn from what is kept, and a grid that has not changed is not drawn again', () => {
  const grid = new JobGrid(axes('d/{row}/{column}', 'row', 'column'));
  for (let row = 0; row < 1000; row++)
    for (let column = 0; column < 1000; column++) grid.recorded(`d/${String(row)}/${String(column)}`, row % 7 === 0);
  const drawn = grid.draw();
  expect([drawn.rows.length, drawn.columns.length, drawn.counts.stale]).toEqual([1000, 1000, 143_000]);
  expect(grid.draw()).toBe(drawn);
  grid.recorded('d/0/0', false);
  expect(grid.draw().counts.stale).toBe(142_999);
});
