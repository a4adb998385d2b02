import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { shareDuration } from './share_duration.js';

test.each([
  [10, [undefined], [10]],
  [10, [undefined, undefined, undefined], [3, 4, 3]],
  [10, [4, undefined, undefined], [4, 3, 3]],
  [10, [4, 3], [4, 3]],
  [10, [20, undefined], [20, 0]],
  [0, [undefined, undefined], [0, 0]],
])('%d ms for tasks that reported %j are %j', (totalMs, reported, shares) => {
  expect(shareDuration(totalMs, reported)).toEqual(shares);
});

test('tasks that reported no time share what is left, to the millisecond and almost equally', () => {
  const times = fc.array(fc.option(fc.nat(50), { nil: undefined }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(fc.nat(1000), times, (totalMs, reported) => {
      const shares = shareDuration(totalMs, reported);
      const given = reported.reduce<number>((sum, ms) => sum + (ms ?? 0), 0);
      const rest = shares.filter((_, index) => reported[index] === undefined);
      for (const [index, ms] of reported.entries()) if (ms !== undefined) expect(shares[index]).toBe(ms);
      if (rest.length === 0) return;
      expect(rest.reduce((sum, ms) => sum + ms, 0)).toBe(Math.max(0, totalMs - given));
      expect(Math.max(...rest) - Math.min(...rest)).toBeLessThanOrEqual(1);
    }),
  );
});
