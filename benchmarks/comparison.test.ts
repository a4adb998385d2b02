import { expect, test } from '@jest/globals';
import { median } from './comparison.js';
import { table } from './table.js';

test('the median is the middle value, or the mean of the two middle ones', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(() => median([])).toThrow('median of nothing');
});

test('a table gives medians and how we compare with each peer', () => {
  const run = (wallSeconds: number, cpuSeconds: number) => ({ wallSeconds, cpuSeconds, peakMiB: 10, exitCode: 0 });
  const text = table({
    title: 'layered 1,000',
    target: 'wall at most 1.1 × ninja',
    rows: [
      { contender: 'databuild', us: true, runs: [run(1, 1), run(3, 1), run(2, 2)] },
      { contender: 'ninja', us: false, runs: [run(4, 2), run(4, 2), run(9, 2)] },
    ],
  });
  expect(text).toContain('Target: wall at most 1.1 × ninja');
  expect(text).toContain('| databuild | 2.000 | 1.000 | 10 | | |');
  expect(text).toContain('| ninja | 4.000 | 2.000 | 10 | 0.50 | 0.50 |');
});
