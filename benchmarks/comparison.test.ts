import { expect, test } from '@jest/globals';
import { compare, median, type Contender } from './comparison.js';
import { CommandFailed } from './measure.js';
import { table } from './table.js';

const run = (wallSeconds: number, cpuSeconds: number, othersCores = 0) => ({
  wallSeconds,
  cpuSeconds,
  peakMiB: 10,
  othersCores,
});

const contender = (name: string, measure: Contender['measure']): Contender => ({
  name,
  us: name === 'databuild',
  mayBreak: name !== 'databuild',
  prepare: () => undefined,
  measure,
  check: () => undefined,
});

const quiet = (): void => undefined;

test('the median is the middle value, or the mean of the two middle ones', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(() => median([])).toThrow('median of nothing');
});

test('contenders run in turns, and a peer that breaks does not run again and has its failure in its row', () => {
  const order: string[] = [];
  const runs = (name: string, broken = false): Contender =>
    contender(name, () => {
      order.push(name);
      if (broken) throw new CommandFailed('exit 1: too deep');
      return run(1, 1);
    });
  const result = compare({ title: 't', contenders: [runs('databuild'), runs('x', true), runs('y')] }, 2, quiet);
  expect(order).toEqual(['databuild', 'x', 'y', 'databuild', 'y']);
  expect(result.rows.map(({ runs: { length }, broke }) => [length, broke])).toEqual([
    [2, undefined],
    [0, 'exit 1: too deep'],
    [2, undefined],
  ]);
  expect(table(result)).toContain('| x | broke: exit 1: too deep |');
});

test('if DataBuild itself fails, the comparison fails instead of returning a result', () => {
  const broken = contender('databuild', () => {
    throw new CommandFailed('exit 1');
  });
  expect(() => compare({ title: 't', contenders: [broken] }, 1, quiet)).toThrow('exit 1');
});

test('a table shows medians with minimum and maximum, and our time divided by that of each peer', () => {
  const text = table({
    title: 'layered 1,000',
    target: 'wall at most 1.1 × ninja',
    rows: [
      { contender: 'databuild', us: true, runs: [run(1, 1), run(3, 1), run(2, 2)] },
      { contender: 'ninja', us: false, runs: [run(4, 2), run(4, 2), run(9, 2)] },
    ],
  });
  expect(text).toContain('Target: wall at most 1.1 × ninja');
  expect(text).toContain('| databuild | 2.000 (1.000–3.000) | 1.000 (1.000–2.000) | 10 | | | 0.0 |');
  expect(text).toContain('| ninja | 4.000 (4.000–9.000) | 2.000 (2.000–2.000) | 10 | 0.50 | 0.50 | 0.0 |');
  expect(text).not.toContain('load');
});

test('a table is marked if other programs kept the machine busy, and shows the time of one task in milliseconds', () => {
  const text = table({
    title: 'spawn',
    each: 'task',
    rows: [{ contender: 'databuild', us: true, runs: [run(0.001, 0.002, 1.5)] }],
  });
  expect(text).toContain('Measured under load');
  expect(text).toContain('| databuild | 1.000 (1.000–1.000) | 2.000 (2.000–2.000) | 10 | | | 1.5 |');
});
