import { readOwner, type Catalog, type LeaseOutcome, type LeaseRequest } from '../catalog/index.js';
import { hasEnded } from '../base/runtime/index.js';

/** Which leases were acquired, and the names of the owners that had some of them and have ended. */
export interface Acquired {
  readonly outcomes: ReadonlyMap<string, LeaseOutcome>;
  readonly takenFrom: readonly string[];
}

/** Acquires leases, including those of owners that were killed on this machine: they need not expire first. */
export async function acquireFromTheLiving(
  catalog: Pick<Catalog, 'acquire'>,
  request: LeaseRequest,
): Promise<Acquired> {
  const outcomes = await catalog.acquire(request);
  const holders = new Map<string, string[]>();
  for (const [key, outcome] of outcomes) {
    if (outcome.acquired) continue;
    const keys = holders.get(outcome.holder.owner);
    if (keys === undefined) holders.set(outcome.holder.owner, [key]);
    else keys.push(key);
  }
  const gone = [...holders.keys()].filter(isGone);
  if (gone.length === 0) return { outcomes, takenFrom: [] };
  const keys = gone.flatMap((owner) => holders.get(owner) ?? []);
  const again = await catalog.acquire({ ...request, keys, gone });
  const got = (owner: string): boolean => (holders.get(owner) ?? []).some((key) => again.get(key)?.acquired === true);
  return {
    outcomes: new Map([...outcomes, ...again]),
    takenFrom: gone.filter(got).map((owner) => readOwner(owner).name),
  };
}

/** A build has ended when all its processes have, including the one that ends its tasks after a kill. */
function isGone(owner: string): boolean {
  const { processes } = readOwner(owner);
  return processes.length > 0 && processes.every(hasEnded);
}
