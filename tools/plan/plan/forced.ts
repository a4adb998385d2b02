import { buildGraph, reachable, reverse } from '../../base/graph/index.js';
import { err, ok, type JobGraph, type PartitionRef, type Result } from '../../base/model/index.js';
import type { PlanFailure } from './failure.js';
import type { PlanRequest } from './request.js';

const NOTHING: ReadonlySet<number> = new Set();

/** Numbers of the tasks that run whatever the catalog says, or every ref that nothing in the graph makes. */
export function forcedTasks(
  { tasks }: JobGraph,
  { force = [], forceDownstream = [] }: PlanRequest,
): Result<ReadonlySet<number>, PlanFailure[]> {
  if (force.length + forceDownstream.length === 0) return ok(NOTHING);
  const makers = new Map<PartitionRef, number>();
  for (const [number, { config }] of tasks.entries()) for (const ref of config.outputs) makers.set(ref, number);

  const failures: PlanFailure[] = [];
  const find = (refs: readonly PartitionRef[], option: 'force' | 'force-downstream'): number[] =>
    refs.flatMap((ref) => {
      const maker = makers.get(ref);
      if (maker === undefined) failures.push({ reason: 'forced-ref-not-needed', ref, option });
      return maker ?? [];
    });
  const forced = new Set(find(force, 'force'));
  const origins = find(forceDownstream, 'force-downstream');
  if (failures.length > 0) return err(failures);
  if (origins.length === 0) return ok(forced);

  const from: number[] = [];
  const to: number[] = [];
  for (const [number, { config }] of tasks.entries()) {
    for (const { depType, ref } of config.inputs) {
      const maker = depType === 'materialize' ? makers.get(ref) : undefined;
      if (maker === undefined) continue;
      from.push(number);
      to.push(maker);
    }
  }
  const downstream = reachable(reverse(buildGraph(tasks.length, from, to)), origins);
  for (const [number, reached] of downstream.entries()) if (reached === 1) forced.add(number);
  return ok(forced);
}
