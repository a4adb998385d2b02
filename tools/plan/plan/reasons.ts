import type { Catalog, CurrentManifest } from '../../catalog/index.js';
import { materializeMoves, type TaskChange } from '../diff/index.js';
import {
  canonicalLabel,
  majorOf,
  unreachable,
  type Manifest,
  type PartitionRef,
  type Reason,
  type Task,
  type Validity,
} from '../../base/model/index.js';
import { differencesOf, type ComparedBy } from './differences.js';
import type { Differences } from './moves.js';

/** A task whose partitions are there under other keys. */
export interface StaleTask {
  readonly task: Task;
  readonly manifest: CurrentManifest;
  /** By which it is stale: `version` or `content`. */
  readonly validity: Validity;
}

/** Says of each task why what is there is not valid. */
export async function reasonsOfStale(
  stale: readonly StaleTask[],
  by: Omit<ComparedBy, 'inputs'>,
  catalog: Pick<Catalog, 'manifests'>,
): Promise<Map<Task, Reason>> {
  const recorded = stale.map(({ task, manifest }) => ({ task, manifest: manifest.id }));
  const found = await differencesOf(recorded, by, catalog);
  return new Map(
    stale.map(({ task, validity }) => {
      const difference = found.get(task);
      return [
        task,
        difference === undefined
          ? { kind: 'content-changed', fields: ['manifest'] }
          : reasonOf(task, difference.manifest, difference.differences, validity),
      ];
    }),
  );
}

/**
 * The nearest cause of all that differ: a new major of the job itself; then, for `content`, what else the task itself is
 * made by; then its inputs. The outputs of a config are part of both keys, so they come last for `version`, too.
 */
export function reasonOf(task: Task, manifest: Manifest, differences: Differences, validity: Validity): Reason {
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
  // Nothing that is recorded differs, and the keys do: the manifest was not made by this way of making keys.
  return { kind: 'content-changed', fields: [validity === 'content' ? 'contentKey' : 'versionKey'] };
}

/** Refs of the inputs that moved, or that the task did not have or no longer has. */
function changedInputs({ changes, inputs }: Differences, validity: Validity): PartitionRef[] {
  const refs = new Set<PartitionRef>();
  for (const { ref, versionKey } of inputs) if (validity === 'content' || versionKey !== undefined) refs.add(ref);
  for (const change of changes) {
    if (change.field === 'inputs') for (const ref of materializeMoves(change)) refs.add(ref);
  }
  return [...refs].sort();
}

/** What of the task itself is part of its content key and differs: `args`, `env.TZ`, `code`. */
function ownFields({ changes, code }: Differences): string[] {
  const fields = new Set<string>();
  for (const change of changes) for (const field of fieldsOf(change)) fields.add(field);
  if (code !== undefined && !isCodeUnknown({ code })) fields.add('code');
  return [...fields].sort();
}

/** Nobody knows what code made an adopted partition: it is to blame only where nothing else is. */
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
