import { expect, test } from '@jest/globals';
import { targetsOf } from './csr.js';
import { linkById, linkByInputs } from './link.js';

test('links each item to the ids it depends on that exist, each once, in their order', () => {
  const graph = linkById([
    { id: 'a', dependsOn: ['c', 'gone', 'b', 'c'] },
    { id: 'b', dependsOn: [] },
    { id: 'c', dependsOn: ['b'] },
  ]);
  expect([0, 1, 2].map((node) => [...targetsOf(graph, node)])).toEqual([[2, 1], [], [1]]);
});

test('links each reader to the makers of its inputs, and ignores inputs that nothing makes', () => {
  const makers = new Map(Object.entries({ x: 0, y: 1, z: 1 }));
  const graph = linkByInputs([[], ['x', 'nowhere'], ['z', 'y', 'x']], makers);
  expect([0, 1, 2].map((node) => [...targetsOf(graph, node)])).toEqual([[], [0], [1, 0]]);
});
