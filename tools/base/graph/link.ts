import { buildGraph, type Graph } from './csr.js';

/** Something that waits for others. */
export interface Waiter {
  readonly id: string;
  readonly dependsOn: readonly string[];
}

/**
 * The graph from readers to makers, by index: an edge from each reader to the maker of each of its inputs. An input
 * that nothing makes gives no edge.
 *
 * @param inputs the inputs of each reader
 * @param makers the index of the maker of each input
 * @param onAbsent called for each input that nothing makes
 */
export function linkByInputs<T>(
  inputs: readonly (readonly T[])[],
  makers: ReadonlyMap<T, number>,
  onAbsent?: (reader: number, input: T) => void,
): Graph {
  const from: number[] = [];
  const to: number[] = [];
  for (const [reader, read] of inputs.entries()) {
    for (const input of read) {
      const maker = makers.get(input);
      if (maker === undefined) {
        onAbsent?.(reader, input);
        continue;
      }
      from.push(reader);
      to.push(maker);
    }
  }
  return buildGraph(inputs.length, from, to);
}

/**
 * The graph of waiters, by index: an edge from each waiter to every id that it depends on and that is among the
 * waiters.
 *
 * @param onAbsent called for each id that no waiter has
 */
export function linkById(waiters: readonly Waiter[], onAbsent?: (waiter: number, id: string) => void): Graph {
  const indexOf = new Map(waiters.map(({ id }, index) => [id, index]));
  return linkByInputs(
    waiters.map(({ dependsOn }) => dependsOn),
    indexOf,
    onAbsent,
  );
}
