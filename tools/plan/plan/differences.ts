import type { KeyedTask } from '../../analyze/analyze/index.js';
import type { Catalog } from '../../catalog/index.js';
import { compareTasks, type TaskChange } from '../diff/index.js';
import {
  materialized,
  materializeInputs,
  type JobGraph,
  type Manifest,
  type PartitionRef,
} from '../../base/model/index.js';
import { maskTask, type Secrets } from '../../base/secrets/index.js';
import type { Keys } from './effective.js';
import type { Differences, InputMove } from './moves.js';
import { isOnlyMasked, secretChanges } from './secret_changes.js';

/** A task, and the manifest of its partitions. */
export interface RecordedTask {
  readonly task: KeyedTask;
  /** Id of the manifest. */
  readonly manifest: string;
}

/** What is recorded of the partitions of a task, and how the task differs from it. */
export interface Recorded {
  readonly manifest: Manifest;
  readonly differences: Differences;
  /** The manifests of the inputs that were read, by id; also those of other tasks. Some may be gone. */
  readonly inputs: ReadonlyMap<string, Manifest>;
}

/**
 * Compares tasks with their recorded manifests, with two queries for any number of tasks.
 *
 * @returns for each task its manifest and the differences; a task whose manifest is gone is left out
 */
export async function differencesOf(
  recorded: readonly RecordedTask[],
  by: Omit<ComparedBy, 'inputs'>,
  catalog: Pick<Catalog, 'manifests'>,
): Promise<Map<KeyedTask, Recorded>> {
  const found = new Map<KeyedTask, Recorded>();
  if (recorded.length === 0) return found;
  const manifests = await catalog.manifests([...new Set(recorded.map(({ manifest }) => manifest))]);
  const read = new Set<string>();
  for (const { inputs } of manifests.values())
    for (const { manifest } of inputs) if (manifest !== null) read.add(manifest);
  const inputs = await catalog.manifests([...read]);
  for (const { task, manifest: id } of recorded) {
    const manifest = manifests.get(id);
    if (manifest === undefined) continue;
    found.set(task, { manifest, differences: compareRecorded(task, manifest, { ...by, inputs }), inputs });
  }
  return found;
}

/** What the comparison needs besides the task and its manifest. */
export interface ComparedBy {
  readonly jobs: JobGraph['jobs'];
  /** The task that now makes each ref, or at least its keys. */
  readonly makers: ReadonlyMap<PartitionRef, Keys>;
  /** The manifests of the inputs that the manifest records, by id. */
  readonly inputs: ReadonlyMap<string, Manifest>;
  /** Values that are masked in the differences, as they are in manifests. */
  readonly secrets?: Secrets | undefined;
}

/** Lists the differences between a task and its manifest. */
export function compareRecorded(
  task: KeyedTask,
  manifest: Manifest,
  { jobs, makers, inputs, secrets }: ComparedBy,
): Differences {
  const code = jobs[task.job]?.run ?? null;
  const differences: Differences = {
    changes: secrets === undefined ? compareOwn(asTask(manifest), task) : compareMasked(manifest, task, secrets),
    ...(manifest.codeDigest !== code && { code: { old: manifest.codeDigest ?? null, new: code } }),
    inputs: movedInputs(task, manifest, makers, inputs),
  };
  if (secrets === undefined) return differences;
  return { ...differences, changes: [...differences.changes, ...secretChanges(task, manifest, differences, secrets)] };
}

function compareOwn(before: KeyedTask, after: KeyedTask): TaskChange[] {
  const isSame = before.contentKey === after.contentKey;
  return compareTasks(before, after).filter(
    (change) => change.field !== 'versionKey' && change.field !== 'contentKey' && !(isSame && isOnlyMasked(change)),
  );
}

/** Secrets are masked in manifests, except perhaps in older ones. */
function compareMasked(manifest: Manifest, task: KeyedTask, { mask }: Secrets): TaskChange[] {
  return compareOwn(maskTask(asTask(manifest), mask), maskTask(task, mask));
}

/** The task that a manifest describes. */
function asTask({ job, jobVersion, config, versionKey, contentKey = '' }: Manifest): KeyedTask {
  return { job, jobVersion, config, versionKey, contentKey };
}

function movedInputs(
  task: KeyedTask,
  manifest: Manifest,
  makers: ReadonlyMap<PartitionRef, Keys>,
  inputs: ReadonlyMap<string, Manifest>,
): InputMove[] {
  // A ref can be an input of both types.
  const recorded = new Map(materializeInputs(manifest.inputs).map((input) => [input.ref, input]));
  const moves = new Map<PartitionRef, InputMove>();
  for (const ref of materialized(task.config)) {
    const before = recorded.get(ref);
    const maker = makers.get(ref);
    // An input that was not read at the time is reported as a change of the config.
    if (before === undefined || maker === undefined) continue;
    const contentKey = before.manifest === null ? undefined : inputs.get(before.manifest)?.contentKey;
    const move: InputMove = {
      ref,
      ...(before.versionKey !== maker.versionKey && {
        versionKey: { old: before.versionKey, new: maker.versionKey },
      }),
      ...(contentKey !== maker.contentKey && { contentKey: { old: contentKey ?? null, new: maker.contentKey } }),
    };
    if (move.versionKey !== undefined || move.contentKey !== undefined) moves.set(ref, move);
  }
  return [...moves.values()];
}
