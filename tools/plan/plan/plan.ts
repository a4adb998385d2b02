import type { Catalog, CurrentManifest } from '../../catalog/index.js';
import { estimatePlan } from '../estimate/index.js';
import {
  materialized,
  noteOf,
  ok,
  type JobGraph,
  type PartitionRef,
  type Plan,
  type PlannedTask,
  type Pruned,
  type Reason,
  type Result,
  type Task,
  type Validity,
} from '../../base/model/index.js';
import type { Secrets } from '../../base/secrets/index.js';
import { effectiveKeys, standTasks, type Keys } from './effective.js';
import type { PlanFailure } from './failure.js';
import { forcedTasks } from './forced.js';
import { planId } from './id.js';
import { reasonsOfStale, type StaleTask } from './reasons.js';
import type { JobValidity, PlanRequest } from './request.js';

export interface PlanDeps {
  readonly catalog: Pick<Catalog, 'current' | 'durations' | 'manifests' | 'snapshot'>;
  /** Every job of the graph. */
  readonly jobs: readonly JobValidity[];
  /** Values that manifests have masks for, so that no reason takes these for a change. */
  readonly secrets?: Secrets | undefined;
}

/** How many of a job's latest runs say how long the next one takes. */
const ESTIMATE_SAMPLES = 20;

/**
 * Takes out of a job graph what the catalog proves to be valid.
 *
 * The walk begins at the requested outputs. A task whose outputs are all valid is pruned, and what is upstream of it is
 * not wanted on its account: its keys speak for all of that. Any other task runs, and wants its materialize inputs. What
 * is forced runs in any case. Tasks are judged, and run, by their effective keys.
 *
 * @param graph with its tasks in topological order
 */
export async function plan(
  graph: JobGraph,
  request: PlanRequest,
  { catalog, jobs, secrets }: PlanDeps,
): Promise<Result<Plan, PlanFailure[]>> {
  const forced = forcedTasks(graph, request);
  if (!forced.ok) return forced;
  // First the snapshot: what is recorded between the two makes the plan look older than it is, never newer.
  const snapshot = await catalog.snapshot();
  const current = await catalog.current(graph.tasks.flatMap((task) => task.config.outputs));
  const validityOf = validityBy(request, jobs);
  const stands = standTasks(graph, current, validityOf, forced.value);

  const wanted = new Set<PartitionRef>(graph.outputs);
  const running: Running[] = [];
  const pruned: Pruned[] = [];
  // Backwards through a topological order, every task that wants a ref comes before the task that makes it.
  for (const { analyzed, task, standing, forced } of stands.toReversed()) {
    if (!forced && !task.config.outputs.some((ref) => wanted.has(ref))) continue;
    if (standing.kind === 'valid' && !forced) {
      prune(analyzed, wanted, current, pruned);
      continue;
    }
    if (forced) running.push({ task, reason: { kind: 'forced' } });
    else if (standing.kind === 'stale') {
      running.push({ task, stale: { task, manifest: standing.manifest, validity: validityOf(task) } });
    } else running.push({ task, reason: { kind: 'missing', refs: missingOf(task, current) } });
    for (const ref of materialized(task.config)) wanted.add(ref);
  }

  const stale = running.flatMap((each) => ('stale' in each ? [each.stale] : []));
  // All keys of the graph are looked through only where something has changed.
  const makers = stale.length === 0 ? new Map<PartitionRef, Keys>() : effectiveKeys(stands, current);
  const by = { jobs: graph.jobs, makers, secrets };
  const reasons = await reasonsOfStale(stale, by, catalog);
  const tasks = running.reverse().map((each): PlannedTask => {
    const reason = 'stale' in each ? reasons.get(each.task) : each.reason;
    if (reason === undefined) throw new Error(`no reason for task ${each.task.id}`);
    const replaces = replacedBy(each.task, current);
    return { ...each.task, reason, ...(replaces.length > 0 && { replaces }) };
  });
  const durations = await catalog.durations([...new Set(tasks.map(({ job }) => job))], ESTIMATE_SAMPLES);
  const estimated = estimatePlan(onlyEachOther(tasks), durations);
  const made: Omit<Plan, 'id'> = {
    ...graph,
    ...(request.validity !== undefined && { validity: request.validity }),
    tasks: estimated.tasks,
    pruned: pruned.reverse(),
    catalog: { snapshot },
    estimate: estimated.estimate,
  };
  const { schemaVersion, ...rest } = made;
  return ok({ schemaVersion, id: planId(made), ...rest });
}

/** A task that runs. */
type Running = { readonly task: Task } & ({ readonly reason: Reason } | { readonly stale: StaleTask });

/** By what each task is judged: the request, else its job, else the version. */
export function validityBy({ validity }: PlanRequest, jobs: readonly JobValidity[]): (task: Task) => Validity {
  const own = new Map(jobs.map((job) => [job.label, job.validity]));
  return (task) => validity ?? own.get(task.job) ?? 'version';
}

/**
 * Notes what proves the outputs that something wants; last first, as the walk goes backwards.
 *
 * @param task with the keys of the graph, which tell what is masked
 */
function prune(
  task: Task,
  wanted: ReadonlySet<PartitionRef>,
  current: ReadonlyMap<PartitionRef, CurrentManifest>,
  pruned: Pruned[],
): void {
  for (const ref of task.config.outputs.toReversed()) {
    const manifest = wanted.has(ref) ? current.get(ref) : undefined;
    if (manifest === undefined) continue;
    pruned.push({ ref, manifest: manifest.id, note: noteOf(manifest, task) });
  }
}

function missingOf(task: Task, current: ReadonlyMap<PartitionRef, CurrentManifest>): PartitionRef[] {
  return task.config.outputs.filter((ref) => !current.has(ref));
}

/** Ids of the manifests that the outputs have now, each once. */
function replacedBy(task: Task, current: ReadonlyMap<PartitionRef, CurrentManifest>): string[] {
  return [...new Set(task.config.outputs.flatMap((ref) => current.get(ref)?.id ?? []))].sort();
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
