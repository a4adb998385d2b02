import type { TriggerName } from './events.js';
import type { Parts } from './parts.js';

/** How long a replica that was killed still holds a trigger. */
export const LEASE_MS = 30_000;

/**
 * Does something that only one replica does at a time: calling the programs of a trigger. That nothing is doubled does not
 * depend on it.
 *
 * @returns whether this replica got the lease, and did it
 */
export async function withLease(
  { database, clock, replica }: Parts,
  { graph, name }: TriggerName,
  work: () => Promise<void>,
): Promise<boolean> {
  const take = (): Promise<number> =>
    database.run(
      `UPDATE triggers SET owner = $3, owner_expires = $4 WHERE graph = $1 AND name = $2
AND (owner IS NULL OR owner = $3 OR owner_expires <= $5 OR owner_expires > $4)`,
      [graph, name, replica, clock.now() + LEASE_MS, clock.now()],
    );
  if ((await take()) === 0) return false;
  // If it cannot be renewed, it expires: the next statement of the work then fails in the same way.
  const renewing = setInterval(() => void take().catch(() => undefined), LEASE_MS / 3).unref();
  try {
    await work();
    return true;
  } finally {
    clearInterval(renewing);
    await database
      .run('UPDATE triggers SET owner = NULL WHERE graph = $1 AND name = $2 AND owner = $3', [graph, name, replica])
      .catch(() => undefined);
  }
}
