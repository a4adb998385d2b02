import type { Catalog } from '../catalog/index.js';
import type { JobGraph, PartitionRef, Plan, PlannedTask, Pruned } from '../model/index.js';

export interface PlanDeps {
  readonly catalog: Pick<Catalog, 'current' | 'snapshot'>;
}

/**
 * Takes out of a job graph what the catalog proves to be there.
 *
 * The walk begins at the requested outputs. A task whose outputs all have a manifest is pruned, and what is upstream of
 * it is not wanted on its account; a task that lacks any runs, and wants its materialize inputs.
 *
 * @param graph with its tasks in topological order
 */
export async function plan(graph: JobGraph, { catalog }: PlanDeps): Promise<Plan> {
  // First the snapshot: what is recorded between the two makes the plan look older than it is, never newer.
  const snapshot = await catalog.snapshot();
  const current = await catalog.current(graph.tasks.flatMap((task) => task.config.outputs));

  const wanted = new Set<PartitionRef>(graph.outputs);
  const running: PlannedTask[] = [];
  const pruned: Pruned[] = [];
  // Backwards through a topological order, every task that wants a ref comes before the task that makes it.
  for (let position = graph.tasks.length - 1; position >= 0; position--) {
    const task = graph.tasks[position];
    const reached = task?.config.outputs.filter((ref) => wanted.has(ref));
    if (task === undefined || reached === undefined || reached.length === 0) continue;
    const missing = task.config.outputs.filter((ref) => !current.has(ref));
    if (missing.length === 0) {
      // Last first, as the walk goes backwards.
      for (const ref of reached.reverse()) {
        const manifest = current.get(ref);
        if (manifest !== undefined) pruned.push({ ref, manifest: manifest.id, note: 'valid' });
      }
      continue;
    }
    running.push({ ...task, reason: { kind: 'missing', refs: missing } });
    for (const { depType, ref } of task.config.inputs) if (depType === 'materialize') wanted.add(ref);
  }
  return {
    ...graph,
    tasks: onlyEachOther(running.reverse()),
    pruned: pruned.reverse(),
    catalog: { snapshot },
  };
}

/** Leaves only the dependencies that are in the plan themselves. */
function onlyEachOther(tasks: readonly PlannedTask[]): PlannedTask[] {
  const ids = new Set(tasks.map((task) => task.id));
  return tasks.map((task) =>
    task.dependsOn.every((id) => ids.has(id))
      ? task
      : { ...task, dependsOn: task.dependsOn.filter((id) => ids.has(id)) },
  );
}
