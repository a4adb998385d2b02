/** What decides whether a person has to approve a plan. */
export interface ApprovalCase {
  /** Of the body of the request. */
  readonly approve: 'policy' | 'always' | 'never';
  readonly tasks: number;
  readonly digest: string;
  /** The digest of the plan that was approved before, and who approved it. */
  readonly approvedDigest?: string;
  readonly approvedBy?: string;
  /** How many times in a row the plan was out of date before it ran. */
  readonly drifts?: number;
  /** Whether the plan has no task that the approved backfill does not have; for a build of a backfill only. */
  readonly isWithinBackfill?: boolean;
}

export type ApprovalDecision =
  | { readonly kind: 'nothing-to-do' }
  /** The same plan was approved before. */
  | { readonly kind: 'still-approved' }
  | { readonly kind: 'approved' }
  | { readonly kind: 'ask' };

/** The name in `approvedBy` if nobody was asked. */
export const POLICY = 'policy';

/** A plan that is out of date again and again would never end. */
const MOST_DRIFTS = 3;

/** @param automaticBelow plans with fewer tasks are approved automatically, unless the request says otherwise */
export function decideApproval(about: ApprovalCase, automaticBelow: number): ApprovalDecision {
  const { approve, tasks, digest, approvedDigest, approvedBy, drifts = 0, isWithinBackfill } = about;
  if (tasks === 0) return { kind: 'nothing-to-do' };
  if (approvedDigest === digest) return { kind: 'still-approved' };
  if (drifts >= MOST_DRIFTS) return { kind: 'ask' };
  if (isWithinBackfill !== undefined) return { kind: isWithinBackfill ? 'approved' : 'ask' };
  if (approve === 'never') return { kind: 'approved' };
  // What a person approved, a person looks at again once it is different.
  const wasApprovedByPerson = approvedBy !== undefined && approvedBy !== POLICY;
  if (approve === 'always' || wasApprovedByPerson) return { kind: 'ask' };
  return { kind: tasks < automaticBelow ? 'approved' : 'ask' };
}
