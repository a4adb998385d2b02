import type { KeyedTask } from '../../analyze/analyze/index.js';
import type { Catalog } from '../../catalog/index.js';
import { materializeMoves, type TaskChange } from '../diff/index.js';
import {
  canonicalLabel,
  contentKey,
  inputsOfReason,
  majorOf,
  materialized,
  materializeInputs,
  unreachable,
  versionKey,
  type JobGraph,
  type Manifest,
  type PartitionRef,
  type Reason,
  type Validity,
} from '../../base/model/index.js';
import { differencesOf, type ComparedBy, type Recorded, type RecordedTask } from './differences.js';
import type { Differences } from './moves.js';

/** A task whose partitions exist under other keys, or may have been made from other data. */
export interface StaleTask extends RecordedTask {
  /** The validity by which it is judged: `version` or `content`. */
  readonly validity: Validity;
  /** Whether its keys make it stale. Otherwise its refreshed inputs may do so. */
  readonly isStale: boolean;
  /** Its inputs that may get other data under the same keys, sorted. */
  readonly refreshed: readonly PartitionRef[];
}

/** Why the existing partitions of a task are not valid. */
export interface WhyStale {
  readonly reason: Reason;
  /** If inputs are the reason: what is recorded. */
  readonly kept?: KeptManifest;
}

/** The manifest of partitions that are stale because of their inputs. */
export interface KeptManifest {
  readonly manifest: Manifest;
  /** Whether nothing else changed since then, masked or not. Computes two keys. */
  readonly isOnlyInputs: () => boolean;
}

/** Determines for each task why its existing partitions are not valid. */
export async function reasonsOfStale(
  stale: readonly StaleTask[],
  by: Omit<ComparedBy, 'inputs'>,
  catalog: Pick<Catalog, 'manifests'>,
): Promise<Map<KeyedTask, WhyStale>> {
  const found = await differencesOf(stale, by, catalog);
  return new Map(
    stale.map(({ task, validity, isStale, refreshed }): [KeyedTask, WhyStale] => {
      const difference = found.get(task);
      if (difference === undefined) return [task, { reason: { kind: 'content-changed', fields: ['manifest'] } }];
      const { manifest, differences } = difference;
      const reason: Reason = isStale
        ? withRefreshed(reasonOf(task, manifest, differences, validity), refreshed)
        : { kind: 'input-refreshed', refs: [...refreshed] };
      const changed = inputsOfReason(reason);
      if (changed.length === 0) return [task, { reason }];
      const isOnly = (): boolean => isOnlyInputs(task, changed, difference, by.jobs);
      return [task, { reason, kept: { manifest, isOnlyInputs: isOnly } }];
    }),
  );
}

/** The reason of a stale task. If inputs are the reason, those that are refreshed count as changed, too. */
function withRefreshed(reason: Reason, refreshed: readonly PartitionRef[]): Reason {
  if (reason.kind !== 'input-changed' || refreshed.length === 0) return reason;
  return { kind: 'input-changed', refs: [...new Set([...reason.refs, ...refreshed])].sort() };
}

/**
 * Whether the task would have the keys of its manifest if its inputs were those that the manifest was made from. Keys are
 * compared and not fields, because a manifest does not show everything that keys are computed from.
 *
 * @param changed the inputs that make it stale: no other input may have changed, even if that is masked
 */
function isOnlyInputs(
  { job, jobVersion, config }: KeyedTask,
  changed: readonly PartitionRef[],
  { manifest, differences, inputs }: Recorded,
  jobs: JobGraph['jobs'],
): boolean {
  const read = new Map(materializeInputs(manifest.inputs).map((input) => [input.ref, input]));
  const needed = new Set(materialized(config));
  if (needed.size !== read.size || ![...needed].every((ref) => read.has(ref))) return false;
  if (!differences.inputs.every(({ ref }) => changed.includes(ref))) return false;
  const versionKeys = new Set<string>();
  const contentKeys = new Set<string>();
  for (const input of read.values()) {
    const from = input.manifest === null ? undefined : inputs.get(input.manifest);
    if (from === undefined) return false;
    versionKeys.add(from.versionKey);
    contentKeys.add(from.contentKey ?? '');
  }
  return (
    versionKey(job, jobVersion, config.outputs, [...versionKeys]) === manifest.versionKey &&
    contentKey(job, jobs[job]?.run ?? '', config, [...contentKeys]) === manifest.contentKey
  );
}

/**
 * The nearest cause: a new major of the job itself; then, for `content`, other changes of the task itself; then its
 * inputs. The outputs of a config are part of both keys, so for `version` they come last.
 */
export function reasonOf(task: KeyedTask, manifest: Manifest, differences: Differences, validity: Validity): Reason {
  if (canonicalLabel(manifest.job) !== canonicalLabel(task.job)) return { kind: 'content-changed', fields: ['job'] };
  if (majorOf(manifest.jobVersion) !== majorOf(task.jobVersion)) {
    return { kind: 'job-major-changed', from: manifest.jobVersion, to: task.jobVersion };
  }
  const fields = ownFields(differences);
  const refs = changedInputs(differences, validity);
  if (validity === 'content' && fields.length > 0) return { kind: 'content-changed', fields };
  if (refs.length > 0) return { kind: 'input-changed', refs };
  if (fields.includes('outputs')) return { kind: 'content-changed', fields: ['outputs'] };
  if (validity === 'content' && isCodeUnknown(differences)) return { kind: 'content-changed', fields: ['code'] };
  // The keys differ, but no recorded field does: the manifest's keys were computed in another way.
  return { kind: 'content-changed', fields: [validity === 'content' ? 'contentKey' : 'versionKey'] };
}

/** Refs of inputs that changed, or were added or removed. */
function changedInputs({ changes, inputs }: Differences, validity: Validity): PartitionRef[] {
  const refs = new Set<PartitionRef>();
  for (const { ref, versionKey } of inputs) if (validity === 'content' || versionKey !== undefined) refs.add(ref);
  for (const change of changes) {
    if (change.field === 'inputs') for (const ref of materializeMoves(change)) refs.add(ref);
  }
  return [...refs].sort();
}

/** Changed fields of the task itself that are part of its content key: `args`, `env.TZ`, `code`. */
function ownFields({ changes, code }: Differences): string[] {
  const fields = new Set<string>();
  for (const change of changes) for (const field of fieldsOf(change)) fields.add(field);
  if (code !== undefined && !isCodeUnknown({ code })) fields.add('code');
  return [...fields].sort();
}

/** The code that made an adopted partition is unknown. It is named only if nothing else changed. */
function isCodeUnknown({ code }: Pick<Differences, 'code'>): boolean {
  return code?.old === null;
}

function fieldsOf(change: TaskChange): string[] {
  switch (change.field) {
    case 'executable':
    case 'outputs':
    case 'args':
      return [change.field];
    case 'env':
      return [`env.${change.name}`];
    case 'job':
    case 'jobVersion':
    case 'inputs':
    case 'versionKey':
    case 'contentKey':
    case 'dependsOn':
    case 'reason':
      return [];
    default:
      return unreachable(change);
  }
}
