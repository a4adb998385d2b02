import { expect, test } from '@jest/globals';
import { targetsOf } from './csr.js';
import { linkById } from './link.js';

test('each waits for those of its ids that are there, each once, in their order', () => {
  const graph = linkById([
    { id: 'a', dependsOn: ['c', 'gone', 'b', 'c'] },
    { id: 'b', dependsOn: [] },
    { id: 'c', dependsOn: ['b'] },
  ]);
  expect([0, 1, 2].map((node) => [...targetsOf(graph, node)])).toEqual([[2, 1], [], [1]]);
});
