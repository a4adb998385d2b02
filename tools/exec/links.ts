import { buildGraph, filterEdges, type Graph } from '../base/graph/index.js';
import { makersOf, type PartitionRef, type PlannedTask } from '../base/model/index.js';

/** Which task waits for which: edges from each task, by index, to those that come before it. */
export interface Links {
  /** All that a task waits for. */
  readonly ordered: Graph;
  /** The edges to tasks that must succeed. A task that is only queried may fail. */
  readonly needed: Graph;
}

/** Links the tasks of a plan by their `dependsOn`, and separates what they need from what they only query. */
export function linksOf(tasks: readonly PlannedTask[]): Links {
  const indexOf = new Map<string, number>();
  for (const [index, task] of tasks.entries()) indexOf.set(task.id, index);
  const from: number[] = [];
  const to: number[] = [];
  for (const [index, task] of tasks.entries()) {
    for (const id of task.dependsOn) {
      const target = indexOf.get(id);
      if (target === undefined) throw new Error(`task ${task.id} depends on ${id}, which is not in the plan`);
      from.push(index);
      to.push(target);
    }
  }
  const ordered = buildGraph(tasks.length, from, to);
  return { ordered, needed: withoutQueries(ordered, tasks) };
}

/** Removes the edges to tasks whose outputs are only `query` inputs. */
function withoutQueries(ordered: Graph, tasks: readonly PlannedTask[]): Graph {
  const isQueried = ({ config }: PlannedTask): boolean => config.inputs.some(({ depType }) => depType === 'query');
  if (!tasks.some(isQueried)) return ordered;
  const makers = makersOf(tasks.map(({ config }) => config));
  let reader = -1;
  let queried = new Set<number>();
  return filterEdges(ordered, (from, to) => {
    // The edges of one task are consecutive.
    if (from !== reader) {
      reader = from;
      queried = onlyQueried(tasks[from], makers);
    }
    return !queried.has(to);
  });
}

function onlyQueried(task: PlannedTask | undefined, makers: ReadonlyMap<PartitionRef, number>): Set<number> {
  const queried = new Set<number>();
  const needed = new Set<number>();
  for (const { depType, ref } of task?.config.inputs ?? []) {
    const maker = makers.get(ref);
    if (maker !== undefined) (depType === 'query' ? queried : needed).add(maker);
  }
  for (const maker of needed) queried.delete(maker);
  return queried;
}
