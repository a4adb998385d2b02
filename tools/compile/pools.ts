import type { JobDescriptor } from '../base/model/index.js';
import type { CompileFailure } from './failure.js';
import type { Stage } from './units.js';

/** Pools for a scheduler in which a task is in one pool at most. */
export interface Pools {
  /** How many tasks of each pool may run at once. */
  readonly pools: readonly number[];
  /** The pool of each job that has one. */
  readonly poolOf: ReadonlyMap<JobDescriptor, number>;
}

/** The first job that needs more of a resource than its limit, if one does. */
export function shortageOf(
  stages: readonly Stage[],
  limits: ReadonlyMap<string, number>,
): Extract<CompileFailure, { reason: 'compile-resource-short' }> | undefined {
  for (const { job } of stages) {
    for (const [resource, needed] of Object.entries(job.resources)) {
      const limit = limits.get(resource);
      if (limit !== undefined && needed > limit) {
        return { reason: 'compile-resource-short', job: job.label, resource, needed, limit };
      }
    }
  }
  return undefined;
}

/**
 * Makes pools from resources that have limits. Jobs that share such a resource, directly or through others, share a
 * pool, which is as deep as the neediest of them allows. So no limit is exceeded, but less may run at once than could.
 *
 * @param limits each allows one task of every job that needs the resource
 */
export function poolsOf(stages: readonly Stage[], limits: ReadonlyMap<string, number>): Pools {
  const jobs = [...new Set(stages.map(({ job }) => job))];
  const limited = (job: JobDescriptor): (readonly [string, number])[] =>
    Object.entries(job.resources).filter(([name, amount]) => amount > 0 && limits.has(name));
  /** The pool that each resource leads to so far; the lowest number of those that were joined. */
  const joinedTo = new Map<string, Set<string>>();
  for (const job of jobs) {
    const group = new Set<string>();
    for (const [name] of limited(job)) for (const each of joinedTo.get(name) ?? [name]) group.add(each);
    for (const name of group) joinedTo.set(name, group);
  }
  const groups = [...new Set(joinedTo.values())];
  const pools = groups.map(() => Infinity);
  const poolOf = new Map<JobDescriptor, number>();
  for (const job of jobs) {
    for (const [name, amount] of limited(job)) {
      const pool = groups.findIndex((group) => group.has(name));
      poolOf.set(job, pool);
      const depth = Math.floor((limits.get(name) ?? 0) / amount);
      pools[pool] = Math.min(pools[pool] ?? depth, depth);
    }
  }
  return { pools, poolOf };
}
