import {
  readOwner,
  type Catalog,
  type LeaseOutcome,
  type LeaseRequest,
  type SlotOutcome,
  type SlotRequest,
} from '../catalog/index.js';
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

/** Takes slots of pools, including those of owners that were killed on this machine. */
export async function takeSlotsFromTheLiving(
  catalog: Pick<Catalog, 'takeSlots'>,
  request: SlotRequest,
): Promise<{ readonly outcomes: readonly SlotOutcome[]; readonly takenFrom: readonly string[] }> {
  const outcomes = await catalog.takeSlots(request);
  const gone = [...new Set(outcomes.flatMap(({ blockers }) => blockers.map(({ owner }) => owner)))].filter(isGone);
  if (gone.length === 0) return { outcomes, takenFrom: [] };
  const wants = request.wants.map(({ needs, count }, index) => ({
    needs,
    count: count - (outcomes[index]?.granted.length ?? 0),
  }));
  const again = await catalog.takeSlots({ ...request, release: [], wants, gone });
  return {
    outcomes: again.map(({ granted, blockers }, index) => ({
      granted: [...(outcomes[index]?.granted ?? []), ...granted],
      blockers,
    })),
    takenFrom: gone.map((owner) => readOwner(owner).name),
  };
}

/** A build has ended when all its processes have, including the one that ends its tasks after a kill. */
function isGone(owner: string): boolean {
  const { processes } = readOwner(owner);
  return processes.length > 0 && processes.every(hasEnded);
}
