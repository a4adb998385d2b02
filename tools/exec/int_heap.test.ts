import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { IntHeap } from './int_heap.js';

test('a heap returns the smallest number in it after any additions and removals', () => {
  // A number is added; null takes the smallest out.
  const steps = fc.array(fc.option(fc.integer({ min: 0, max: 50 }), { freq: 3 }), { maxLength: 200 });
  fc.assert(
    fc.property(steps, (moves) => {
      const heap = new IntHeap();
      const model: number[] = [];
      for (const move of moves) {
        if (move === null) {
          expect(heap.take()).toBe(model.shift());
        } else {
          heap.add(move);
          model.push(move);
          model.sort((left, right) => left - right);
        }
        expect(heap.smallest).toBe(model[0]);
        expect(heap.size).toBe(model.length);
      }
    }),
  );
});
