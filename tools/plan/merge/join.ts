import type { Estimate, Pruned, Reason, Task, Validity } from '../../base/model/index.js';
import { canonicalEstimate, canonicalPruned, sortedSet } from './canonical.js';

/**
 * How two sources agree on what may differ between them. Every join here is associative, commutative and idempotent,
 * which makes merging so.
 */

/** Stands between the parts of a joined label or snapshot. */
const JOINT = ' + ';

/** Joins texts that name one thing each: the same text once; several as a sorted list with ` + ` in between. */
export function joinNames(names: readonly string[]): string {
  return sortedSet(names.flatMap((name) => name.split(JOINT))).join(JOINT);
}

/** From the one that asks least of what is there to the one that asks most. */
const STRICTNESS: readonly (Validity | undefined)[] = [undefined, 'presence', 'version', 'content'];

/** Joins by which validity plans were made: the strictest; none, where each job's own decided in all of them. */
export function joinValidities(validities: readonly (Validity | undefined)[]): Validity | undefined {
  return STRICTNESS[Math.max(0, ...validities.map((validity) => STRICTNESS.indexOf(validity)))];
}

/** The one way to write what plans say of a task besides what it is. */
export function canonicalCircumstances(task: Task): Task {
  return joinCircumstances(task, task);
}

/** The first task, with what plans say of either: why it runs, which manifests it replaces, how long it takes. */
export function joinCircumstances(left: Task, right: Task): Task {
  const { id, job, jobVersion, config, dependsOn, versionKey, contentKey } = left;
  const reason = joinOptional(left.reason, right.reason, joinReasons);
  const replaces = sortedSet([...(left.replaces ?? []), ...(right.replaces ?? [])]);
  const estimate = joinOptional(left.estimate, right.estimate, joinEstimates);
  return {
    ...{ id, job, jobVersion, config, dependsOn, versionKey, contentKey },
    ...(reason !== undefined && { reason }),
    ...(replaces.length > 0 && { replaces }),
    ...(estimate !== undefined && { estimate }),
  };
}

/** Joins two estimates: the one that rests on more runs, and of two that rest on as many the longer. */
function joinEstimates(left: Estimate, right: Estimate): Estimate {
  if (left === 'unknown' || right === 'unknown') return canonicalEstimate(left === 'unknown' ? right : left);
  const order = left.samples - right.samples || left.ms - right.ms;
  return canonicalEstimate(order >= 0 ? left : right);
}

function joinOptional<T>(left: T | undefined, right: T | undefined, join: (left: T, right: T) => T): T | undefined {
  const one = left ?? right;
  return one === undefined ? undefined : join(one, right ?? one);
}

/** A reason outranks those below it: what must run whatever the catalog says, then what is not there, then what changed. */
const RANK: Readonly<Record<Reason['kind'], number>> = {
  forced: 0,
  missing: 1,
  'job-major-changed': 2,
  'input-changed': 3,
  'content-changed': 4,
};

/** Joins why a task runs: the reason of higher rank, or, of two of one kind, all that either says. */
function joinReasons(left: Reason, right: Reason): Reason {
  if (left.kind === 'missing' && right.kind === 'missing') {
    return { kind: 'missing', refs: sortedSet([...left.refs, ...right.refs]) };
  }
  if (left.kind === 'input-changed' && right.kind === 'input-changed') {
    return { kind: 'input-changed', refs: sortedSet([...left.refs, ...right.refs]) };
  }
  if (left.kind === 'content-changed' && right.kind === 'content-changed') {
    return { kind: 'content-changed', fields: sortedSet([...left.fields, ...right.fields]) };
  }
  if (left.kind === 'job-major-changed' && right.kind === 'job-major-changed') {
    // Two catalogs with data of two ages: what the older one has explains more.
    const order = compareVersions(left.from, right.from) || compareVersions(left.to, right.to);
    return canonicalReason(order <= 0 ? left : right);
  }
  return canonicalReason(RANK[left.kind] < RANK[right.kind] ? left : right);
}

/** The one way to write a reason. */
function canonicalReason(reason: Reason): Reason {
  switch (reason.kind) {
    case 'missing':
    case 'input-changed':
      return { kind: reason.kind, refs: sortedSet(reason.refs) };
    case 'content-changed':
      return { kind: reason.kind, fields: sortedSet(reason.fields) };
    case 'job-major-changed':
      return { kind: reason.kind, from: reason.from, to: reason.to };
    case 'forced':
      return { kind: reason.kind };
  }
}

const MASKED: Readonly<Record<Pruned['note'], number>> = {
  valid: 0,
  'masked-minor-change': 1,
  'masked-major-change': 2,
};

/** Joins two proofs that a ref is there: the later manifest, whose id sorts last; a masked change is never lost. */
export function joinPruned(left: Pruned, right: Pruned): Pruned {
  if (left.manifest !== right.manifest) return canonicalPruned(left.manifest > right.manifest ? left : right);
  return canonicalPruned(MASKED[left.note] > MASKED[right.note] ? left : right);
}

/** Compares two versions part by part. Parts have no leading zeros, so the longer one is the greater. */
function compareVersions(left: string, right: string): number {
  const rightParts = right.split('.');
  for (const [index, part] of left.split('.').entries()) {
    const other = rightParts[index] ?? '';
    if (part !== other) return part.length - other.length || (part < other ? -1 : 1);
  }
  return 0;
}
