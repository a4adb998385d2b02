import { buildGraph, type Graph } from './csr.js';

/** Something that waits for others. */
export interface Waiter {
  readonly id: string;
  readonly dependsOn: readonly string[];
}

/** The graph of some waiters, by index: from each to those that it waits for, as far as these are among them. */
export function linkById(waiters: readonly Waiter[]): Graph {
  const indexOf = new Map(waiters.map(({ id }, index) => [id, index]));
  const from: number[] = [];
  const to: number[] = [];
  for (const [index, { dependsOn }] of waiters.entries()) {
    for (const id of dependsOn) {
      const target = indexOf.get(id);
      if (target === undefined) continue;
      from.push(index);
      to.push(target);
    }
  }
  return buildGraph(waiters.length, from, to);
}
