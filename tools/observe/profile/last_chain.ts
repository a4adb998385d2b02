import { linkById, targetsOf } from '../../base/graph/index.js';
import type { PlannedTask } from '../../base/model/index.js';

/** When an attempt that built a task ran, on any clock. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * The chain of tasks that the end of a build waited for: the task that ended last, before it the one that ended last
 * among those it depends on, and so on. Making any other task faster would not have ended the build earlier.
 *
 * @param spans of the tasks that were built, by id; linear in the edges of the chain
 * @returns the tasks in the order in which they ran
 */
export function lastChain(tasks: readonly PlannedTask[], spans: ReadonlyMap<string, Span>): PlannedTask[] {
  const { length } = tasks;
  const graph = linkById(tasks);
  const chain: PlannedTask[] = [];
  const latest = (indexes: Iterable<number>): number | undefined => {
    let found: number | undefined;
    let foundEnd = -Infinity;
    for (const index of indexes) {
      const end = spans.get(tasks[index]?.id ?? '')?.end ?? -Infinity;
      if (end > foundEnd) {
        found = index;
        foundEnd = end;
      }
    }
    return found;
  };
  for (let index = latest(Array(length).keys()); index !== undefined; index = latest(targetsOf(graph, index))) {
    const task = tasks[index];
    if (task !== undefined) chain.push(task);
  }
  return chain.reverse();
}
