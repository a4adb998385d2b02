import type { Catalog, CurrentManifest } from '../../catalog/index.js';
import type { JobGraph, PartitionRef, Task, Validity } from '../../base/model/index.js';
import { standTasks, type StandingTask } from './effective.js';
import { standingOf } from './standing.js';

/** What the catalog knows of the tasks that may be needed. */
export interface Needed {
  /** In topological order. */
  readonly stands: readonly StandingTask[];
  /** The current manifests of their outputs. */
  readonly current: ReadonlyMap<PartitionRef, CurrentManifest>;
}

/**
 * Determines the standing of all tasks, or only of those that make the requested refs if these are all valid: then nothing
 * upstream of them is needed. At most two queries.
 *
 * @param forced numbers of the tasks that run in any case
 */
export async function standNeeded(
  graph: JobGraph,
  validityOf: (task: Pick<Task, 'job'>) => Validity,
  forced: ReadonlySet<number>,
  catalog: Pick<Catalog, 'current'>,
): Promise<Needed> {
  if (forced.size > 0 || !hasOneValidity(graph, validityOf)) {
    const current = await catalog.current(outputsOf(graph.tasks));
    return { stands: standTasks(graph, current, validityOf, forced), current };
  }
  const requested = requestedTasks(graph);
  const current = await catalog.current(outputsOf(requested));
  const stands = requested.map((task): StandingTask => {
    return { analyzed: task, task, standing: standingOf(task, current, validityOf(task)), forced: false };
  });
  if (stands.every(({ standing }) => standing.kind === 'valid')) return { stands, current };
  const known = new Set(requested);
  const others = await catalog.current(outputsOf(graph.tasks.filter((task) => !known.has(task))));
  for (const [ref, manifest] of others) current.set(ref, manifest);
  return { stands: standTasks(graph, current, validityOf), current };
}

/**
 * Whether all jobs have the same validity. Then whether a partition is valid depends on the keys of the graph alone: a
 * change that is masked upstream changes no key that this validity compares.
 */
function hasOneValidity({ jobs }: JobGraph, validityOf: (task: Pick<Task, 'job'>) => Validity): boolean {
  return new Set(Object.keys(jobs).map((job) => validityOf({ job }))).size <= 1;
}

/** The tasks that make the requested refs. They are looked for from the end, where most of them are. */
function requestedTasks({ tasks, outputs }: JobGraph): Task[] {
  const missing = new Set(outputs);
  const found: Task[] = [];
  for (let number = tasks.length - 1; number >= 0 && missing.size > 0; number--) {
    const task = tasks[number];
    if (task?.config.outputs.filter((ref) => missing.delete(ref)).length) found.push(task);
  }
  return found.reverse();
}

function outputsOf(tasks: readonly Task[]): PartitionRef[] {
  return tasks.flatMap(({ config }) => config.outputs);
}
