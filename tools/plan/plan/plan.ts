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
import { markCutoffs, type PossibleCutoff } from './cutoff.js';
import { effectiveKeys, type Keys } from './effective.js';
import type { PlanFailure } from './failure.js';
import { forcedTasks } from './forced.js';
import { planId } from './id.js';
import { reasonsOfStale, type StaleTask, type WhyStale } from './reasons.js';
import type { JobValidity, PlanRequest } from './request.js';
import { standNeeded } from './stand_needed.js';

export interface PlanDeps {
  readonly catalog: Pick<Catalog, 'current' | 'durations' | 'manifests' | 'snapshot'>;
  /** Every job of the graph. */
  readonly jobs: readonly JobValidity[];
  /** Values that are masked in manifests. A mask must not be reported as a change. */
  readonly secrets?: Secrets | undefined;
}

/** The number of a job's latest runs that an estimate uses. */
const ESTIMATE_SAMPLES = 20;

/**
 * Removes everything from a job graph that the catalog proves to be valid.
 *
 * The walk begins at the requested outputs. A task whose outputs are all valid is pruned. It does not need its
 * inputs, because its keys already cover everything upstream. Any other task runs, and needs its materialize inputs.
 * A forced task always runs. Tasks are judged and run with their effective keys.
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
  // The snapshot comes first: if something is recorded in between, the plan looks older than it is, never newer.
  const snapshot = await catalog.snapshot();
  const validityOf = validityBy(request, jobs);
  const { stands, current } = await standNeeded(graph, validityOf, forced.value, catalog);

  const wanted = new Set<PartitionRef>(graph.outputs);
  const running: Running[] = [];
  const pruned: Pruned[] = [];
  // In reverse topological order, every task that needs a ref comes before the task that makes it.
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
  // Collect the keys of the whole graph only if something changed.
  const makers = stale.length === 0 ? new Map<PartitionRef, Keys>() : effectiveKeys(stands, current);
  const by = { jobs: graph.jobs, makers, secrets };
  const reasons = await reasonsOfStale(stale, by, catalog);
  const possible = running.reverse().map((each): PossibleCutoff => {
    const why: WhyStale | undefined = 'stale' in each ? reasons.get(each.task) : each;
    if (why === undefined) throw new Error(`no reason for task ${each.task.id}`);
    const replaces = replacedBy(each.task, current);
    const task = { ...each.task, reason: why.reason, ...(replaces.length > 0 && { replaces }) };
    return { task, kept: why.kept };
  });
  const tasks = await markCutoffs(possible, current, catalog);
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

/** The validity of each task: that of the request, otherwise of its job, otherwise `version`. */
export function validityBy(
  { validity }: PlanRequest,
  jobs: readonly JobValidity[],
): (task: Pick<Task, 'job'>) => Validity {
  const own = new Map(jobs.map((job) => [job.label, job.validity]));
  return (task) => validity ?? own.get(task.job) ?? 'version';
}

/**
 * Records the manifests that prove the needed outputs; last first, because the walk goes backwards.
 *
 * @param task with the keys of the graph, which show what is masked
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

/** Ids of the current manifests of the outputs, without duplicates. */
function replacedBy(task: Task, current: ReadonlyMap<PartitionRef, CurrentManifest>): string[] {
  return [...new Set(task.config.outputs.flatMap((ref) => current.get(ref)?.id ?? []))].sort();
}

/** Keeps only dependencies on tasks of the plan. */
function onlyEachOther(tasks: readonly PlannedTask[]): PlannedTask[] {
  const ids = new Set(tasks.map((task) => task.id));
  return tasks.map((task) =>
    task.dependsOn.every((id) => ids.has(id))
      ? task
      : { ...task, dependsOn: task.dependsOn.filter((id) => ids.has(id)) },
  );
}
