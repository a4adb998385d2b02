import { analysisOf, type Analysis } from '../../analyze/analyze/index.js';
import type { Catalog } from '../../catalog/index.js';
import {
  ok,
  type JobGraph,
  type PartitionRef,
  type Plan,
  type Result,
  type Task,
  type Validity,
} from '../../base/model/index.js';
import type { Secrets } from '../../base/secrets/index.js';
import { effectiveKeys, type Keys } from './effective.js';
import type { PlanFailure } from './failure.js';
import { namedTasks } from './named_tasks.js';
import { planId } from './id.js';
import type { KeptText } from './kept_text.js';
import { planTasks } from './plan_tasks.js';
import { reasonsOfStale } from './reasons.js';
import type { JobValidity, PlanRequest } from './request.js';
import { standNeeded } from './stand_needed.js';
import { walkNeeded } from './walk_needed.js';

export interface PlanDeps {
  readonly catalog: Pick<Catalog, 'current' | 'data' | 'durations' | 'manifests' | 'snapshot'>;
  /** Every job of the graph. */
  readonly jobs: readonly JobValidity[];
  /** Values that are masked in manifests. A mask must not be reported as a change. */
  readonly secrets?: Secrets | undefined;
  /** Keeps the text of the plan, for a caller that writes it. */
  readonly text?: KeptText | undefined;
}

/**
 * Removes everything from a job graph that the catalog proves to be valid.
 *
 * @param graph a job graph with its tasks in topological order, or an analysis
 */
export async function plan(
  graph: JobGraph | Analysis,
  request: PlanRequest,
  { catalog, jobs, secrets, text }: PlanDeps,
): Promise<Result<Plan, PlanFailure[]>> {
  const analysis = 'tasks' in graph ? analysisOf(graph) : graph;
  const { head } = analysis;
  const named = namedTasks(analysis, request);
  if (!named.ok) return named;
  // The snapshot comes first: if something is recorded in between, the plan looks older than it is, never newer.
  const snapshot = await catalog.snapshot();
  const validityOf = validityBy(request, jobs);
  const { stands, current } = await standNeeded(analysis, validityOf, named.value, catalog);
  const { running, pruned } = walkNeeded({ stands, current }, analysis, validityOf);

  const stale = running.flatMap((each) => ('stale' in each ? [each.stale] : []));
  // Collect the keys of the whole graph only if something changed.
  const makers = stale.length === 0 ? new Map<PartitionRef, Keys>() : effectiveKeys(stands, current);
  const reasons = await reasonsOfStale(stale, { jobs: head.jobs, makers, secrets }, catalog);
  const { tasks, estimate } = await planTasks(running, reasons, current, analysis, catalog);
  const { schemaVersion, ...rest } = {
    ...head,
    tasks,
    ...(request.validity !== undefined && { validity: request.validity }),
    pruned,
    catalog: { snapshot },
    estimate,
  };
  return ok({ schemaVersion, id: planId({ schemaVersion, ...rest }, text?.add), ...rest });
}

/** The validity of each task: that of the request, otherwise of its job, otherwise `version`. */
export function validityBy(
  { validity }: PlanRequest,
  jobs: readonly JobValidity[],
): (task: Pick<Task, 'job'>) => Validity {
  const own = new Map(jobs.map((job) => [job.label, job.validity]));
  return (task) => validity ?? own.get(task.job) ?? 'version';
}
