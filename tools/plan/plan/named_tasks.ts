import type { Analysis } from '../../analyze/analyze/index.js';
import { reachable, reverse } from '../../base/graph/index.js';
import { err, ok, type PartitionRef, type Result } from '../../base/model/index.js';
import type { PlanFailure } from './failure.js';
import type { PlanRequest } from './request.js';

/** The tasks that a request names. */
export interface NamedTasks {
  /** Numbers of the tasks that run even if they are valid, and why. */
  readonly runs: ReadonlyMap<number, 'forced' | 'refreshed'>;
  /** Numbers of the tasks whose partitions count as made again, so that what was made from them has to be compared. */
  readonly refreshed: ReadonlySet<number>;
}

/** Finds the tasks that the request names; or a failure for every ref that it forces and that no task of the graph makes. */
export function namedTasks(
  { makerOf, materialize }: Pick<Analysis, 'makerOf' | 'materialize'>,
  { force = [], forceDownstream = [], refresh = [], refreshed = [] }: PlanRequest,
): Result<NamedTasks, PlanFailure[]> {
  const failures: PlanFailure[] = [];
  const find = (refs: readonly PartitionRef[], option: PlanFailure['option']): number[] =>
    refs.flatMap((ref) => {
      const maker = makerOf(ref);
      if (maker === undefined) failures.push({ reason: 'forced-ref-not-needed', ref, option });
      return maker ?? [];
    });
  const forced = find(force, 'force');
  const origins = find(forceDownstream, 'force-downstream');
  const again = find(refresh, 'refresh');
  if (failures.length > 0) return err(failures);

  const runs = new Map<number, 'forced' | 'refreshed'>();
  for (const number of forced) runs.set(number, 'forced');
  if (origins.length > 0) {
    const downstream = reachable(reverse(materialize), origins);
    for (const [number, reached] of downstream.entries()) if (reached === 1) runs.set(number, 'forced');
  }
  for (const number of again) runs.set(number, 'refreshed');
  return ok({ runs, refreshed: new Set([...again, ...refreshed.flatMap((ref) => makerOf(ref) ?? [])]) });
}
