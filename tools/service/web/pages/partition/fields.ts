import type { Explanation, Manifest } from '../../api/types.js';

export type Comparison = Explanation['comparisons'][number];
export type PartitionExplanation = Explanation['partitions'][number];
export type Reason = Extract<PartitionExplanation, { verdict: 'stale' }>['reason'];
type Change = Comparison['changes'][number];

/** What a change of a field means. `changed`: it is not the reason by itself. */
export type Weight = 'same' | 'reason' | 'changed' | 'masked';

/** One field of a task: what it was when the partition was made, and what it is now. */
export interface FieldRow {
  readonly field: string;
  /** Texts from outside; none: there was no value. */
  readonly old: readonly string[];
  readonly now: readonly string[];
  readonly weight: Weight;
}

export interface Compared {
  /** What changed; left out: nothing. */
  readonly comparison?: Comparison | undefined;
  /** The manifest that it is compared with; its fields that did not change are listed, too. */
  readonly manifest?: Manifest | undefined;
  /** Why the partition is stale. */
  readonly reason?: Reason | undefined;
  /** Whether no change counts. */
  readonly isMasked?: boolean;
}

/** Compares the fields of a task with a manifest, inputs apart. */
export function fieldRows({ comparison, manifest, reason, isMasked = false }: Compared): readonly FieldRow[] {
  const named = namedBy(reason);
  const weightOf = (field: string): Weight => (isMasked ? 'masked' : named.has(field) ? 'reason' : 'changed');
  const changed = (comparison?.changes ?? []).flatMap((change) => changedRow(change, weightOf));
  if (comparison?.code !== undefined) {
    const { old, new: now } = comparison.code;
    changed.push({ field: 'Code', old: texts(old), now: texts(now), weight: weightOf('code') });
  }
  if (changed.length === 0 && comparison !== undefined && comparison.inputs.length === 0) {
    changed.push(...keyRows(comparison, weightOf));
  }
  const seen = new Set(changed.map(({ field }) => (field.startsWith(ARGUMENTS) ? ARGUMENTS : field)));
  const same = manifest === undefined ? [] : sameRows(manifest).filter(({ field }) => !seen.has(field));
  return [...changed, ...same];
}

/** Fields that the reason names, as changes call them. */
function namedBy(reason: Reason | undefined): ReadonlySet<string> {
  if (reason?.kind === 'job-major-changed') return new Set(['jobVersion']);
  return new Set(reason?.kind === 'content-changed' ? reason.fields : []);
}

function changedRow(change: Change, weightOf: (field: string) => Weight): FieldRow[] {
  switch (change.field) {
    case 'job':
    case 'jobVersion':
    case 'executable':
    case 'versionKey':
    case 'contentKey': {
      const { field, old, new: now } = change;
      return [{ field: WORDS[field], old: texts(old), now: texts(now), weight: weightOf(field) }];
    }
    case 'args': {
      const field = `${ARGUMENTS} from number ${String(change.index + 1)} on`;
      return [{ field, old: change.old, now: change.new, weight: weightOf('args') }];
    }
    case 'env': {
      const { name, old, new: now } = change;
      return [{ field: `Variable ${name}`, old: texts(old), now: texts(now), weight: weightOf(`env.${name}`) }];
    }
    case 'inputs': {
      const refs = (deps: typeof change.added): string[] => deps.map(({ ref }) => ref);
      return [{ field: 'Inputs', old: refs(change.removed), now: refs(change.added), weight: weightOf('inputs') }];
    }
    case 'outputs':
      return [{ field: 'Outputs', old: change.removed, now: change.added, weight: weightOf('outputs') }];
    default:
      // What a task waits for, and why it runs, is no part of how a partition is made.
      return [];
  }
}

const ARGUMENTS = 'Arguments';

const WORDS = {
  job: 'Job',
  jobVersion: 'Job version',
  executable: 'Program',
  versionKey: 'Version key',
  contentKey: 'Content key',
} as const;

/** If no field shows what differs, the keys do. */
function keyRows({ versionKey, contentKey }: Comparison, weightOf: (field: string) => Weight): FieldRow[] {
  return [['versionKey', versionKey] as const, ['contentKey', contentKey] as const].flatMap(([field, move]) =>
    move === undefined
      ? []
      : [{ field: WORDS[field], old: texts(move.old), now: texts(move.new), weight: weightOf(field) }],
  );
}

/** Fields of a manifest, as they are if nothing changed. */
function sameRows({ job, jobVersion, config, codeDigest, outputs }: Manifest): FieldRow[] {
  const row = (field: string, values: readonly string[]): FieldRow => ({
    ...{ field, old: values, now: values },
    weight: 'same',
  });
  return [
    row('Job', [job]),
    row('Job version', [jobVersion]),
    row('Program', [config.executable]),
    ...(codeDigest === undefined ? [] : [row('Code', [codeDigest])]),
    row(ARGUMENTS, config.args),
    ...Object.entries(config.env).map(([name, value]) => row(`Variable ${name}`, [value])),
    row('Outputs', outputs),
  ];
}

function texts(value: string | null): readonly string[] {
  return value === null ? [] : [value];
}

/** The tasks upstream that changed themselves, those that changed alike together: where staleness comes from. */
export function originsOf(comparisons: readonly Comparison[], nearest: string | null): readonly Origin[] {
  const origins = new Map<string, { job: string; rows: readonly FieldRow[]; refs: string[] }>();
  for (const comparison of comparisons) {
    if (comparison.id === nearest || (comparison.changes.length === 0 && comparison.code === undefined)) continue;
    const rows = fieldRows({ comparison });
    if (rows.length === 0) continue;
    const key = JSON.stringify([comparison.job, rows]);
    const found = origins.get(key) ?? { job: comparison.job, rows, refs: [] };
    found.refs.push(...comparison.outputs);
    origins.set(key, found);
  }
  return [...origins.values()];
}

export interface Origin {
  readonly job: string;
  readonly rows: readonly FieldRow[];
  readonly refs: readonly string[];
}
