import { expect, test } from '@jest/globals';
import { buildGraph, reverse } from '../graph/index.js';
import { Waiting } from './waiting.js';

/** @param edges [task, task that it waits for] */
function waiting(count: number, ...edges: readonly (readonly [number, number])[]): Waiting {
  const graph = buildGraph(
    count,
    edges.map(([from]) => from),
    edges.map(([, to]) => to),
  );
  return new Waiting(graph, reverse(graph));
}

function freed(tasks: Waiting, made: number): number[] {
  const free: number[] = [];
  tasks.made(made, (task) => free.push(task));
  return free;
}

test('a task is free when all it waits for is made', () => {
  const tasks = waiting(4, [1, 0], [2, 0], [3, 1], [3, 2]);
  expect([...tasks.free()]).toEqual([0]);
  expect(freed(tasks, 0)).toEqual([1, 2]);
  expect(freed(tasks, 2)).toEqual([]);
  expect(freed(tasks, 1)).toEqual([3]);
});

test('a failure cuts off all behind it, once, and says what each waited for', () => {
  // 0 ← 2 ← 4, 1 ← 3 ← 4
  const tasks = waiting(5, [2, 0], [4, 2], [3, 1], [4, 3]);
  expect(tasks.cutOff(0)).toEqual([
    { task: 2, waitedFor: 0 },
    { task: 4, waitedFor: 2 },
  ]);
  expect(freed(tasks, 1)).toEqual([3]);
  expect(freed(tasks, 3)).toEqual([]);
  expect(tasks.cutOff(3)).toEqual([]);
});

test('a chain of 100,000 is cut off at its start', () => {
  const links = Array.from({ length: 99_999 }, (_, task) => [task + 1, task] as const);
  expect(waiting(100_000, ...links).cutOff(0)).toHaveLength(99_999);
});
