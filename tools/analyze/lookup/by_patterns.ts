import { patternIndexOf, type GraphDescriptor, type PartitionRef, type PatternEntry } from '../../base/model/index.js';
import type { LookupFailure, PatternClaim } from './failure.js';
import type { Placement } from './placement.js';

/** A pattern, and the label of its job. */
type Claim = PatternEntry<string>;

/** Gives each ref to the job whose patterns match it. */
export function placeByPatterns(refs: readonly PartitionRef[], descriptor: GraphDescriptor): Placement {
  const index = patternIndexOf(descriptor);
  const lookup = descriptor.label;
  const placed = new Map<string, PartitionRef[]>(descriptor.jobs.map((job) => [job.label, []]));
  const missing: PartitionRef[] = [];
  const groups = new RefGroups<{ readonly first: PatternClaim; readonly second: PatternClaim }>();
  for (const ref of refs) {
    const claims = index.match(ref);
    const [first] = claims;
    if (first === undefined) {
      missing.push(ref);
      continue;
    }
    const second = claimOfAnother(first.owner, claims);
    if (second === undefined) placed.get(first.owner)?.push(ref);
    else groups.add(ref, { first: shown(first), second: shown(second) });
  }
  const failures: LookupFailure[] = groups.all.map(([claims, contested]) => {
    return { reason: 'lookup-two-patterns', lookup, refs: contested, ...claims };
  });
  if (missing.length > 0) {
    const patterns = descriptor.jobs.flatMap(({ makes = [] }) => makes);
    failures.push({ reason: 'lookup-ref-missing', lookup, refs: missing, patterns });
  }
  return { placed, failures };
}

/**
 * Compares what a program answered with the patterns of the jobs that have some: no ref may be given to a job whose
 * patterns do not match it, or match a pattern of another job.
 *
 * @returns the placement without the refs on which they disagree, and failures that name those
 */
export function checkByPatterns(placement: Placement, descriptor: GraphDescriptor): Placement {
  const described = new Map(
    descriptor.jobs.flatMap(({ label, makes }) => (makes === undefined ? [] : [[label, makes]])),
  );
  if (described.size === 0) return placement;
  const index = patternIndexOf(descriptor);
  const lookup = descriptor.label;
  const failures = [...placement.failures];
  const placed = new Map<string, PartitionRef[]>();
  for (const [job, refs] of placement.placed) {
    const makes = described.get(job);
    const agreed: PartitionRef[] = [];
    const unmatched: PartitionRef[] = [];
    const groups = new RefGroups<PatternClaim>();
    for (const ref of refs) {
      const claims = index.match(ref);
      const other = claimOfAnother(job, claims);
      if (other !== undefined) groups.add(ref, shown(other));
      else if (makes !== undefined && claims.length === 0) unmatched.push(ref);
      else agreed.push(ref);
    }
    placed.set(job, agreed);
    for (const [claim, disputed] of groups.all) {
      failures.push({ reason: 'lookup-other-pattern', lookup, job, refs: disputed, claim });
    }
    if (makes !== undefined && unmatched.length > 0) {
      failures.push({ reason: 'lookup-no-pattern', lookup, job, refs: unmatched, makes });
    }
  }
  return { placed, failures };
}

function claimOfAnother(job: string, claims: readonly Claim[]): Claim | undefined {
  return claims.find(({ owner }) => owner !== job);
}

function shown({ owner, pattern }: Claim): PatternClaim {
  return { job: owner, pattern: pattern.text };
}

/** Refs with the same thing wrong, together: there may be 100,000 of them. */
class RefGroups<T> {
  readonly #groups = new Map<string, readonly [T, PartitionRef[]]>();

  get all(): readonly (readonly [T, readonly PartitionRef[]])[] {
    return [...this.#groups.values()];
  }

  add(ref: PartitionRef, what: T): void {
    const key = JSON.stringify(what);
    const group = this.#groups.get(key);
    if (group === undefined) this.#groups.set(key, [what, [ref]]);
    else group[1].push(ref);
  }
}
