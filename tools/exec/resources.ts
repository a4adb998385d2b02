import type { JobPolicy } from './policy.js';

/** What the tasks of each job need. Jobs with equal needs share a number. */
export interface Needs {
  /** Number of the needs of each job; 0 for none. */
  readonly classOf: ReadonlyMap<string, number>;
  /** By that number: how much of each resource, in columns. */
  readonly amounts: readonly Int32Array[];
  /** The limit of each resource on this machine, in the same columns. */
  readonly limits: Int32Array;
  /** By that number: how many slots of each pool. */
  readonly pooled: readonly ReadonlyMap<string, number>[];
}

export interface Shortage {
  readonly job: string;
  readonly resource: string;
  readonly needed: number;
  readonly available: number;
  /** Set if a pool of the catalog has no more than this. */
  readonly pool?: true;
}

/** How much this machine has of a pool if nothing says so: any amount, so that only the pool limits it. */
const UNLIMITED = 2 ** 31 - 1;

/**
 * Jobs with tasks to run that need more of a resource than its limit.
 *
 * @param pools how many slots each pool of the catalog has. It limits a resource of its name, too
 */
export function shortages(
  labels: Iterable<string>,
  jobs: ReadonlyMap<string, JobPolicy>,
  resources: ReadonlyMap<string, number>,
  pools: ReadonlyMap<string, number> = new Map(),
): Shortage[] {
  const found: Shortage[] = [];
  for (const job of labels) {
    for (const [resource, needed] of Object.entries(jobs.get(job)?.resources ?? {})) {
      const slots = pools.get(resource);
      const local = resources.get(resource) ?? (slots === undefined ? 0 : UNLIMITED);
      if (slots !== undefined && needed > slots) found.push({ job, resource, needed, available: slots, pool: true });
      else if (needed > local) found.push({ job, resource, needed, available: local });
    }
  }
  return found;
}

/** Whether any job needs slots of a pool. Most builds have none, and then pools cost nothing. */
export function needsPools({ pooled }: Needs): boolean {
  return pooled.some(({ size }) => size > 0);
}

/** Groups jobs by what they need. @param pools the names of the pools of the catalog */
export function needsOf(
  jobs: ReadonlyMap<string, JobPolicy>,
  resources: ReadonlyMap<string, number>,
  pools: ReadonlySet<string> = new Set(),
): Needs {
  const columns = [...new Set([...jobs.values()].flatMap((job) => Object.keys(job.resources)))];
  const amounts = [new Int32Array(columns.length)];
  const known = new Map<string, number>([[amounts.join(), 0]]);
  const classOf = new Map<string, number>();
  for (const [label, job] of jobs) {
    const taken = Int32Array.from(columns, (resource) => job.resources[resource] ?? 0);
    const number = known.get(taken.join()) ?? amounts.push(taken) - 1;
    known.set(taken.join(), number);
    classOf.set(label, number);
  }
  const limitOf = (resource: string): number => resources.get(resource) ?? (pools.has(resource) ? UNLIMITED : 0);
  const pooled = amounts.map(
    (taken) =>
      new Map(
        columns.flatMap((resource, column): [string, number][] => {
          const amount = taken[column] ?? 0;
          return amount > 0 && pools.has(resource) ? [[resource, amount]] : [];
        }),
      ),
  );
  return { classOf, amounts, limits: Int32Array.from(columns, limitOf), pooled };
}
