import type { Analysis } from '../../analyze/analyze/index.js';
import { reachable, reverse } from '../../base/graph/index.js';
import { err, ok, type PartitionRef, type Result } from '../../base/model/index.js';
import type { PlanFailure } from './failure.js';
import type { PlanRequest } from './request.js';

const NOTHING: ReadonlySet<number> = new Set();

/**
 * Numbers of the tasks that run even if they are valid; or a failure for every forced ref that no task of the graph
 * makes.
 */
export function forcedTasks(
  { makerOf, materialize }: Pick<Analysis, 'makerOf' | 'materialize'>,
  { force = [], forceDownstream = [] }: PlanRequest,
): Result<ReadonlySet<number>, PlanFailure[]> {
  if (force.length + forceDownstream.length === 0) return ok(NOTHING);
  const failures: PlanFailure[] = [];
  const find = (refs: readonly PartitionRef[], option: 'force' | 'force-downstream'): number[] =>
    refs.flatMap((ref) => {
      const maker = makerOf(ref);
      if (maker === undefined) failures.push({ reason: 'forced-ref-not-needed', ref, option });
      return maker ?? [];
    });
  const forced = new Set(find(force, 'force'));
  const origins = find(forceDownstream, 'force-downstream');
  if (failures.length > 0) return err(failures);
  if (origins.length === 0) return ok(forced);

  const downstream = reachable(reverse(materialize), origins);
  for (const [number, reached] of downstream.entries()) if (reached === 1) forced.add(number);
  return ok(forced);
}
