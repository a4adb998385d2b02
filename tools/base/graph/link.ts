import { buildGraph, type Graph } from './csr.js';

/** Something that waits for others. */
export interface Waiter {
  readonly id: string;
  readonly dependsOn: readonly string[];
}

/**
 * The graph of whatever reads what others make, by index: from each to the makers of what it reads. What nothing makes
 * is no edge.
 *
 * @param inputs of each, what it reads
 */
export function linkByInputs<T>(inputs: readonly (readonly T[])[], makers: ReadonlyMap<T, number>): Graph {
  const from: number[] = [];
  const to: number[] = [];
  for (const [reader, read] of inputs.entries()) {
    for (const input of read) {
      const maker = makers.get(input);
      if (maker === undefined) continue;
      from.push(reader);
      to.push(maker);
    }
  }
  return buildGraph(inputs.length, from, to);
}

/** The graph of some waiters, by index: from each to those that it waits for, as far as these are among them. */
export function linkById(waiters: readonly Waiter[]): Graph {
  const indexOf = new Map(waiters.map(({ id }, index) => [id, index]));
  return linkByInputs(
    waiters.map(({ dependsOn }) => dependsOn),
    indexOf,
  );
}
