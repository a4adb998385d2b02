import { compareJobs, compareTasks } from '../diff/index.js';
import type { JobDefinition, JobGraph, PartitionRef, Plan, Task } from '../../base/model/index.js';
import { canonicalTask } from './canonical.js';
import type { FoundTask } from './failure.js';
import { canonicalCircumstances, joinCircumstances } from './join.js';

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
      const task = canonicalCircumstances(canonicalTask(written));
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
  variant.task = joinCircumstances(variant.task, task);
}

/** One form of a job, and the sources that have it so. */
export interface JobVariant {
  readonly job: JobDefinition;
  readonly sources: string[];
}

/** All that sources say about each job, by label: more than one variant is a conflict. */
export type JobVariants = ReadonlyMap<string, readonly [JobVariant, ...JobVariant[]]>;

/**
 * Collects the jobs of all sources by their labels, sorted.
 *
 * @param sources sorted by name
 */
export function gatherJobs(sources: readonly MergeSource[]): JobVariants {
  const byLabel = new Map<string, [JobVariant, ...JobVariant[]]>();
  for (const { name, graph } of sources) {
    for (const [label, job] of Object.entries(graph.jobs)) {
      const variants = byLabel.get(label);
      const same = variants?.find((variant) => compareJobs(variant.job, job).length === 0);
      if (same !== undefined) same.sources.push(name);
      else if (variants !== undefined) variants.push({ job, sources: [name] });
      else byLabel.set(label, [{ job, sources: [name] }]);
    }
  }
  return new Map([...byLabel].sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** Which task makes each ref: its number in the gathered tasks; the lowest, where several claim it. */
export type Makers = ReadonlyMap<PartitionRef, number>;

/** Names a variant in messages. */
export function found({ task, sources }: Variant): FoundTask {
  return { id: task.id, job: task.job, outputs: task.config.outputs, sources };
}
