import { filterEdges, linkById, type Graph } from '../base/graph/index.js';
import { makersOf, materialized, queried, type PartitionRef, type PlannedTask } from '../base/model/index.js';

/** Which task waits for which: edges from each task, by index, to those that come before it. */
export interface Links {
  /** All that a task waits for. */
  readonly ordered: Graph;
  /** The edges to tasks that must succeed. A task that is only queried may fail. */
  readonly needed: Graph;
}

/** Links the tasks of a plan by their `dependsOn`, and separates what they need from what they only query. */
export function linksOf(tasks: readonly PlannedTask[]): Links {
  const ordered = linkById(tasks, (task, absent) => {
    throw new Error(`task ${tasks[task]?.id ?? ''} depends on ${absent}, which is not in the plan`);
  });
  return { ordered, needed: withoutQueries(ordered, tasks) };
}

/** Removes the edges to tasks whose outputs are only `query` inputs. */
function withoutQueries(ordered: Graph, tasks: readonly PlannedTask[]): Graph {
  if (!tasks.some(({ config }) => queried(config).length > 0)) return ordered;
  const makers = makersOf(tasks.map(({ config }) => config));
  let reader = -1;
  let unneeded = new Set<number>();
  return filterEdges(ordered, (from, to) => {
    // The edges of one task are consecutive.
    if (from !== reader) {
      reader = from;
      unneeded = onlyQueried(tasks[from], makers);
    }
    return !unneeded.has(to);
  });
}

function onlyQueried(task: PlannedTask | undefined, makers: ReadonlyMap<PartitionRef, number>): Set<number> {
  if (task === undefined) return new Set();
  const found = new Set(queried(task.config).flatMap((ref) => makers.get(ref) ?? []));
  for (const ref of materialized(task.config)) {
    const maker = makers.get(ref);
    if (maker !== undefined) found.delete(maker);
  }
  return found;
}
