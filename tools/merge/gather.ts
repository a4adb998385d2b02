import { compareTasks } from '../diff/index.js';
import type { JobGraph, PartitionRef, Plan, Task } from '../model/index.js';
import { canonicalTask } from './canonical.js';
import type { FoundTask } from './failure.js';
import { canonicalReason, joinReasons } from './join.js';

/** Something to merge. */
export interface MergeSource {
  /** What messages call it: a file name. Each source has its own. */
  readonly name: string;
  readonly graph: JobGraph | Plan;
}

/** One form of a task, and the sources that have it so. */
export interface Variant {
  task: Task;
  readonly sources: string[];
}

/** All that sources say about one task: more than one variant is a conflict. */
export type Variants = readonly [Variant, ...Variant[]];

/**
 * Collects the tasks of all sources, each id once, sorted by id.
 *
 * @param sources sorted by name, so that which variant comes first does not depend on the order they were given in
 */
export function gather(sources: readonly MergeSource[]): Variants[] {
  const byId = new Map<string, [Variant, ...Variant[]]>();
  for (const { name, graph } of sources) {
    for (const written of graph.tasks as readonly Task[]) {
      const task = canonicalTask(written);
      if (task.reason !== undefined) task.reason = canonicalReason(task.reason);
      const variants = byId.get(task.id);
      if (variants === undefined) {
        byId.set(task.id, [{ task, sources: [name] }]);
        continue;
      }
      const same = variants.find((variant) => compareTasks(variant.task, task).length === 0);
      if (same === undefined) variants.push({ task, sources: [name] });
      else addTo(same, task, name);
    }
  }
  return [...byId.values()].sort(([left], [right]) => (left.task.id < right.task.id ? -1 : 1));
}

function addTo(variant: Variant, task: Task, source: string): void {
  if (variant.sources.at(-1) !== source) variant.sources.push(source);
  if (task.reason === undefined) return;
  const reason = variant.task.reason === undefined ? task.reason : joinReasons(variant.task.reason, task.reason);
  variant.task = { ...variant.task, reason };
}

/** Which task makes each ref: its number in the gathered tasks; the lowest, where several claim it. */
export type Makers = ReadonlyMap<PartitionRef, number>;

/** Names a variant in messages. */
export function found({ task, sources }: Variant): FoundTask {
  return { id: task.id, job: task.job, outputs: task.config.outputs, sources };
}
