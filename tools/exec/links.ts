import { buildGraph, type Graph } from '../graph/index.js';
import type { PlannedTask } from '../model/index.js';

/** Edges from each task, by index, to those it depends on. */
export function linkTasks(tasks: readonly PlannedTask[]): Graph {
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
  return buildGraph(tasks.length, from, to);
}
