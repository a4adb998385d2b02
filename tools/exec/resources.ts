import type { JobPolicy } from './policy.js';

/** What the tasks of each job need. Jobs with equal needs share a number. */
export interface Needs {
  /** Number of the needs of each job; 0 for none. */
  readonly classOf: ReadonlyMap<string, number>;
  /** By that number: how much of each resource, in columns. */
  readonly amounts: readonly Int32Array[];
  /** The limit of each resource, in the same columns. */
  readonly limits: Int32Array;
}

export interface Shortage {
  readonly job: string;
  readonly resource: string;
  readonly needed: number;
  readonly available: number;
}

/** Jobs with tasks to run that need more of a resource than its limit. */
export function shortages(
  labels: Iterable<string>,
  jobs: ReadonlyMap<string, JobPolicy>,
  resources: ReadonlyMap<string, number>,
): Shortage[] {
  const found: Shortage[] = [];
  for (const job of labels) {
    for (const [resource, needed] of Object.entries(jobs.get(job)?.resources ?? {})) {
      const available = resources.get(resource) ?? 0;
      if (needed > available) found.push({ job, resource, needed, available });
    }
  }
  return found;
}

/** Groups jobs by what they need. */
export function needsOf(jobs: ReadonlyMap<string, JobPolicy>, resources: ReadonlyMap<string, number>): Needs {
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
  return { classOf, amounts, limits: Int32Array.from(columns, (resource) => resources.get(resource) ?? 0) };
}
