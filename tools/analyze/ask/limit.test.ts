import { expect, test } from '@jest/globals';
import { mapLimited } from './limit.js';

test('returns results in the order of the items, whichever ends first', async () => {
  const gates = [0, 1, 2].map(() => Promise.withResolvers<string>());
  const mapped = mapLimited(gates, 3, (gate) => gate.promise);
  gates[2]?.resolve('c');
  gates[0]?.resolve('a');
  gates[1]?.resolve('b');
  expect(await mapped).toEqual(['a', 'b', 'c']);
});

test('never exceeds the limit, and starts the next item as soon as one ends', async () => {
  const gates = [0, 1, 2, 3].map(() => Promise.withResolvers<undefined>());
  const started: number[] = [];
  const mapped = mapLimited([0, 1, 2, 3], 2, (item) => {
    started.push(item);
    return gates[item]?.promise ?? Promise.resolve(undefined);
  });
  expect(started).toEqual([0, 1]);
  gates[1]?.resolve(undefined);
  await gates[1]?.promise;
  await Promise.resolve();
  expect(started).toEqual([0, 1, 2]);
  for (const gate of gates) gate.resolve(undefined);
  await mapped;
  expect(started).toEqual([0, 1, 2, 3]);
});

test('calls nothing for no items', async () => {
  expect(await mapLimited([], 4, () => Promise.reject(new Error('called')))).toEqual([]);
});
