import type { Catalog } from '../catalog/index.js';
import { findCycles, linkByInputs, targetsOf, topologicalOrder } from '../base/graph/index.js';
import {
  contentKey,
  err,
  makersOf,
  materialized,
  ok,
  taskId,
  versionKey,
  type JobDescriptor,
  type PlannedTask,
  type Result,
  type TaskConfig,
  type TaskKeys,
} from '../base/model/index.js';
import type { ExecFailure } from './failure.js';
import type { Work } from './work.js';

/**
 * Turns the configs of one job into tasks, which run whether or not their outputs exist. Inputs that none of these
 * configs makes must be in the catalog: nothing upstream is built.
 *
 * @param codeDigest of the job's run executable
 */
export async function workOfJob(
  job: JobDescriptor,
  codeDigest: string,
  configs: readonly TaskConfig[],
  catalog: Catalog,
): Promise<Result<Work, ExecFailure[]>> {
  const makers = makersOf(configs);
  const graph = linkByInputs(configs.map(materialized), makers);
  const [cycle] = findCycles(graph);
  if (cycle !== undefined) {
    const outputs = Array.from(cycle, (index) => configs[index]?.outputs[0]).filter((ref) => ref !== undefined);
    return err([{ reason: 'job-cycle', job: job.label, outputs }]);
  }
  const given = new Set(configs.flatMap(materialized).filter((ref) => !makers.has(ref)));
  const current = await catalog.current([...given, ...makers.keys()]);
  const ids = configs.map((config) => taskId(job.label, config.outputs));
  const missing: ExecFailure[] = [];
  const keys: TaskKeys[] = [];
  for (const index of topologicalOrder(graph)) {
    const config = at(configs, index);
    const inputKeys: TaskKeys[] = [];
    for (const ref of new Set(materialized(config))) {
      const maker = makers.get(ref);
      const key = maker === undefined ? current.get(ref) : keys[maker];
      const neededBy = { id: at(ids, index), job: job.label, outputs: config.outputs };
      if (key !== undefined) inputKeys.push(key);
      else missing.push({ reason: 'input-missing', ref, neededBy });
    }
    // One task may make several of the refs; its key counts once.
    const versions = [...new Set(inputKeys.map((key) => key.versionKey))];
    // A manifest that is old or was adopted may not have the key.
    const contents = [...new Set(inputKeys.map((key) => key.contentKey ?? ''))];
    keys[index] = {
      versionKey: versionKey(job.label, job.version, config.outputs, versions),
      contentKey: contentKey(job.label, codeDigest, config, contents),
    };
  }
  if (missing.length > 0) return err(missing);
  const tasks = configs.map((config, index): PlannedTask => ({
    id: at(ids, index),
    job: job.label,
    jobVersion: job.version,
    config,
    dependsOn: Array.from(targetsOf(graph, index), (target) => at(ids, target)),
    versionKey: at(keys, index).versionKey,
    contentKey: at(keys, index).contentKey ?? '',
    replaces: [...new Set(config.outputs.flatMap((ref) => current.get(ref)?.id ?? []))],
    reason: { kind: 'forced' },
  }));
  return ok({ label: job.label, tasks, pruned: 0 });
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new RangeError(`no item ${String(index)}`);
  return item;
}
