import {
  inputsOfReason,
  type Estimate,
  type Pruned,
  type Reason,
  type Task,
  type Validity,
} from '../../base/model/index.js';
import { canonicalEstimate, canonicalPruned, sortedSet } from './canonical.js';

/**
 * These functions join what may differ between two sources. Each is associative, commutative and idempotent, and so
 * is merging.
 */

/** The separator of joined labels and snapshots. */
const JOINT = ' + ';

/** Joins names: equal names become one; different names become a sorted list separated by ` + `. */
export function joinNames(names: readonly string[]): string {
  return sortedSet(names.flatMap((name) => name.split(JOINT))).join(JOINT);
}

/** From the least strict to the strictest. */
const STRICTNESS: readonly (Validity | undefined)[] = [undefined, 'presence', 'version', 'content'];

/** Joins the validities of plans: the strictest one; none if every plan used the validities of the jobs. */
export function joinValidities(validities: readonly (Validity | undefined)[]): Validity | undefined {
  return STRICTNESS[Math.max(0, ...validities.map((validity) => STRICTNESS.indexOf(validity)))];
}

/** The canonical form of a task's reason, replaced manifests, condition and estimate. */
export function canonicalCircumstances(task: Task): Task {
  return joinCircumstances(task, task);
}

/** The first task, with the reason, replaced manifests, condition and estimate joined from both. */
export function joinCircumstances(left: Task, right: Task): Task {
  const { id, job, jobVersion, config, dependsOn, versionKey, contentKey } = left;
  const reason = joinOptional(left.reason, right.reason, joinReasons);
  const replaces = sortedSet([...(left.replaces ?? []), ...(right.replaces ?? [])]);
  // A task runs for certain if any source says so.
  const runsIf = left.runsIf === right.runsIf ? left.runsIf : undefined;
  const estimate = joinOptional(left.estimate, right.estimate, joinEstimates);
  return {
    ...{ id, job, jobVersion, config, dependsOn, versionKey, contentKey },
    ...(reason !== undefined && { reason }),
    ...(replaces.length > 0 && { replaces }),
    ...(runsIf !== undefined && { runsIf }),
    ...(estimate !== undefined && { estimate }),
  };
}

/** Joins two estimates: the one with more samples; if equal, the longer one. */
function joinEstimates(left: Estimate, right: Estimate): Estimate {
  if (left === 'unknown' || right === 'unknown') return canonicalEstimate(left === 'unknown' ? right : left);
  const order = left.samples - right.samples || left.ms - right.ms;
  return canonicalEstimate(order >= 0 ? left : right);
}

function joinOptional<T>(left: T | undefined, right: T | undefined, join: (left: T, right: T) => T): T | undefined {
  const one = left ?? right;
  return one === undefined ? undefined : join(one, right ?? one);
}

/** A reason outranks those below it: first named by a request, then missing, then changed. */
const RANK: Readonly<Record<Reason['kind'], number>> = {
  refreshed: 0,
  forced: 1,
  missing: 2,
  'job-major-changed': 3,
  'input-changed': 4,
  'input-refreshed': 5,
  'content-changed': 6,
};

/** Joins two reasons: the one of higher rank, or, if both have the same kind, everything that either lists. */
function joinReasons(left: Reason, right: Reason): Reason {
  if (left.kind === 'missing' && right.kind === 'missing') {
    return { kind: 'missing', refs: sortedSet([...left.refs, ...right.refs]) };
  }
  const [before, after] = [inputsOfReason(left), inputsOfReason(right)];
  if (before.length > 0 && after.length > 0) {
    // All of these inputs are compared, whichever plan names them.
    const areRefreshed = left.kind === 'input-refreshed' && right.kind === 'input-refreshed';
    return { kind: areRefreshed ? 'input-refreshed' : 'input-changed', refs: sortedSet([...before, ...after]) };
  }
  if (left.kind === 'content-changed' && right.kind === 'content-changed') {
    return { kind: 'content-changed', fields: sortedSet([...left.fields, ...right.fields]) };
  }
  if (left.kind === 'job-major-changed' && right.kind === 'job-major-changed') {
    // The plans used catalogs with data of different ages. The older version explains more.
    const order = compareVersions(left.from, right.from) || compareVersions(left.to, right.to);
    return canonicalReason(order <= 0 ? left : right);
  }
  return canonicalReason(RANK[left.kind] < RANK[right.kind] ? left : right);
}

/** The canonical form of a reason. */
function canonicalReason(reason: Reason): Reason {
  switch (reason.kind) {
    case 'missing':
    case 'input-changed':
    case 'input-refreshed':
      return { kind: reason.kind, refs: sortedSet(reason.refs) };
    case 'content-changed':
      return { kind: reason.kind, fields: sortedSet(reason.fields) };
    case 'job-major-changed':
      return { kind: reason.kind, from: reason.from, to: reason.to };
    case 'forced':
    case 'refreshed':
      return { kind: reason.kind };
  }
}

const MASKED: Readonly<Record<Pruned['note'], number>> = {
  valid: 0,
  'masked-minor-change': 1,
  'masked-major-change': 2,
};

/**
 * Joins two proofs that a ref is valid: the later manifest, whose id sorts last. The note of a masked change is kept.
 */
export function joinPruned(left: Pruned, right: Pruned): Pruned {
  if (left.manifest !== right.manifest) return canonicalPruned(left.manifest > right.manifest ? left : right);
  return canonicalPruned(MASKED[left.note] > MASKED[right.note] ? left : right);
}

/** Compares two versions part by part. Parts have no leading zeros, so the longer part is the greater. */
function compareVersions(left: string, right: string): number {
  const rightParts = right.split('.');
  for (const [index, part] of left.split('.').entries()) {
    const other = rightParts[index] ?? '';
    if (part !== other) return part.length - other.length || (part < other ? -1 : 1);
  }
  return 0;
}
