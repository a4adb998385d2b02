import type { Analysis, KeyedTask } from '../../analyze/analyze/index.js';
import { selectNodes, targetsOf } from '../../base/graph/index.js';
import type { PartitionRef, PlanEstimate, PlannedTask } from '../../base/model/index.js';
import type { Catalog, CurrentManifest } from '../../catalog/index.js';
import { estimatesByJob, sumEstimates } from '../estimate/index.js';
import { findCutoffs } from './cutoff.js';
import type { WhyStale } from './reasons.js';
import type { Running } from './walk_needed.js';

/** The number of a job's latest runs that an estimate uses. */
const ESTIMATE_SAMPLES = 20;

/**
 * Makes the tasks of a plan, which depend only on each other, and estimates how long they take.
 *
 * @param running in topological order
 * @param reasons of the stale ones among them
 * @param current the current manifests of their outputs
 */
export async function planTasks(
  running: readonly Running[],
  reasons: ReadonlyMap<KeyedTask, WhyStale>,
  current: ReadonlyMap<PartitionRef, CurrentManifest>,
  { ordered, idOf }: Analysis,
  catalog: Pick<Catalog, 'data' | 'durations'>,
): Promise<{ readonly tasks: PlannedTask[]; readonly estimate: PlanEstimate }> {
  const explained = running.map((each) => {
    const { reason, kept }: WhyStale = 'stale' in each ? whyStale(each.task, reasons) : each;
    return { number: each.number, task: each.task, reason, kept, replaces: replacedBy(each.task, current) };
  });
  const cutoffs = await findCutoffs(explained, current, catalog);
  const durations = await catalog.durations([...new Set(running.map(({ task }) => task.job))], ESTIMATE_SAMPLES);
  const estimateOf = estimatesByJob(durations);
  const graph = selectNodes(
    ordered,
    Int32Array.from(running, ({ number }) => number),
  );
  const ids = running.map(({ number }) => idOf(number));
  const tasks = explained.map((each, index): PlannedTask => {
    const { job, jobVersion, config, versionKey, contentKey } = each.task;
    const id = ids[index] ?? '';
    const dependsOn = targetsOf(graph, index).map((dependency) => ids[dependency] ?? '');
    const task: PlannedTask = { id, job, jobVersion, config, dependsOn, versionKey, contentKey, reason: each.reason };
    if (each.replaces.length > 0) task.replaces = each.replaces;
    if (cutoffs.has(each)) task.runsIf = 'inputs-differ';
    task.estimate = estimateOf(job);
    return task;
  });
  return { tasks, estimate: sumEstimates(tasks, graph) };
}

function whyStale(task: KeyedTask, reasons: ReadonlyMap<KeyedTask, WhyStale>): WhyStale {
  const why = reasons.get(task);
  if (why === undefined) throw new Error(`no reason for the task that makes ${task.config.outputs[0] ?? ''}`);
  return why;
}

const NONE: string[] = [];

/** Ids of the current manifests of the outputs, without duplicates. */
function replacedBy({ config }: KeyedTask, current: ReadonlyMap<PartitionRef, CurrentManifest>): string[] {
  if (current.size === 0) return NONE;
  return [...new Set(config.outputs.flatMap((ref) => current.get(ref)?.id ?? []))].sort();
}
