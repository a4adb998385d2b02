import type { Analysis, KeyedTask } from '../../analyze/analyze/index.js';
import type { CurrentManifest } from '../../catalog/index.js';
import { targetsOf } from '../../base/graph/index.js';
import {
  materialized,
  noteOf,
  type PartitionRef,
  type Pruned,
  type Reason,
  type Validity,
} from '../../base/model/index.js';
import { isRepeatedTask, type StandingTask } from './effective.js';
import type { StaleTask } from './reasons.js';
import { requestedTasks, type Needed } from './stand_needed.js';

/** A task that runs. */
export type Running = { readonly number: number; readonly task: KeyedTask } & (
  { readonly reason: Reason } | { readonly stale: StaleTask }
);

export interface Walked {
  /** In topological order, like the pruned partitions. */
  readonly running: readonly Running[];
  readonly pruned: Pruned[];
}

/**
 * Finds the tasks that run, and the partitions that need not be made.
 *
 * The walk begins at the requested outputs. A task whose outputs are all valid is pruned. It does not need its
 * inputs, because its keys already cover everything upstream. Any other task runs, and needs its materialize inputs.
 * A task that the request names always runs, and so may one whose inputs are refreshed. Tasks are judged and run with their
 * effective keys.
 */
export function walkNeeded(
  { stands, current }: Needed,
  analysis: Analysis,
  validityOf: (task: KeyedTask) => Validity,
): Walked {
  const isNeeded = new Uint8Array(analysis.size);
  for (const number of requestedTasks(analysis)) isNeeded[number] = 1;
  const running: Running[] = [];
  const valid: StandingTask<KeyedTask>[] = [];
  // In reverse topological order, every task that needs another comes before it.
  for (let place = stands.length - 1; place >= 0; place--) {
    const stand = stands[place];
    if (stand === undefined) continue;
    const { number, task, standing, named } = stand;
    const isRepeated = isRepeatedTask(stand);
    if (!isRepeated && isNeeded[number] === 0) continue;
    if (!isRepeated && standing.kind === 'valid') {
      valid.push(stand);
      continue;
    }
    if (named !== undefined) running.push({ number, task, reason: { kind: named } });
    else if (standing.kind === 'missing') {
      running.push({ number, task, reason: { kind: 'missing', refs: missingOf(task, current) } });
    } else running.push({ number, task, stale: staleTask(stand, current, validityOf(task)) });
    for (const maker of targetsOf(analysis.materialize, number)) isNeeded[maker] = 1;
  }
  running.reverse();
  return { running, pruned: prunedOf(valid.reverse(), running, analysis.head.outputs, current) };
}

/** A task that is stale, or whose refreshed inputs may make it so. */
function staleTask(
  { task, standing, refreshed }: StandingTask<KeyedTask>,
  current: ReadonlyMap<PartitionRef, CurrentManifest>,
  validity: Validity,
): StaleTask {
  if (standing.kind === 'stale') return { task, manifest: standing.manifest.id, validity, isStale: true, refreshed };
  const [output] = task.config.outputs;
  const manifest = output === undefined ? undefined : current.get(output);
  if (manifest === undefined) throw new Error(`no manifest of ${output ?? 'a task'}, which is valid`);
  return { task, manifest: manifest.id, validity, isStale: false, refreshed };
}

/**
 * The manifests that prove the needed outputs of valid tasks.
 *
 * @param requested the refs that are needed, besides the inputs of running tasks
 */
function prunedOf(
  valid: readonly StandingTask<KeyedTask>[],
  running: readonly Running[],
  requested: readonly PartitionRef[],
  current: ReadonlyMap<PartitionRef, CurrentManifest>,
): Pruned[] {
  // The only output of a task that is needed is needed.
  const hasOthers = valid.some(({ analyzed }) => analyzed.config.outputs.length > 1);
  const needed = new Set(hasOthers ? [...requested, ...running.flatMap(({ task }) => materialized(task.config))] : []);
  const pruned: Pruned[] = [];
  for (const { analyzed } of valid) {
    for (const ref of analyzed.config.outputs) {
      const manifest = hasOthers && !needed.has(ref) ? undefined : current.get(ref);
      // The keys of the graph show what is masked.
      if (manifest !== undefined) pruned.push({ ref, manifest: manifest.id, note: noteOf(manifest, analyzed) });
    }
  }
  return pruned;
}

function missingOf({ config }: KeyedTask, current: ReadonlyMap<PartitionRef, CurrentManifest>): PartitionRef[] {
  return config.outputs.filter((ref) => !current.has(ref));
}
