import { compareJobs, compareTasks } from '../diff/index.js';
import type { JobDefinition, JobGraph, PartitionRef, Plan, Task } from '../../base/model/index.js';
import { canonicalTask } from './canonical.js';
import type { FoundTask } from './failure.js';
import { canonicalCircumstances, joinCircumstances } from './join.js';

/** Something to merge. */
export interface MergeSource {
  /** The name in messages, such as a file name. Names are unique. */
  readonly name: string;
  readonly graph: JobGraph | Plan;
}

/** One variant of a task, and the sources that have it. */
export interface Variant {
  task: Task;
  readonly sources: string[];
}

/** All variants of one task. More than one is a conflict. */
export type Variants = readonly [Variant, ...Variant[]];

/**
 * Collects the tasks of all sources, each id once, sorted by id.
 *
 * @param sources sorted by name, so that the order of variants does not depend on the order of the sources
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

/** One variant of a job, and the sources that have it. */
export interface JobVariant {
  readonly job: JobDefinition;
  readonly sources: string[];
}

/** All variants of each job, by label. More than one is a conflict. */
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

/** The task that makes each ref, as a number in the gathered tasks; the lowest number if several tasks claim it. */
export type Makers = ReadonlyMap<PartitionRef, number>;

/** Describes a variant for messages. */
export function found({ task, sources }: Variant): FoundTask {
  return { id: task.id, job: task.job, outputs: task.config.outputs, sources };
}
