import type { Database } from '../../catalog/index.js';

/** Rows of one transaction, so that nothing else waits for long. */
const BATCH = 5_000;

/**
 * Drops slots and events that ended before a time. The newest one of each trigger stays, to be shown. Slots and changes of the
 * catalog do not come back, because cursors are past them; an HTTP call with the key of a dropped event is a new event.
 *
 * @param before milliseconds since the epoch
 * @returns how many were dropped
 */
export async function dropEvents(database: Database, before: number, signal: AbortSignal): Promise<number> {
  let dropped = 0;
  while (!signal.aborted) {
    const changed = await database.run(
      `DELETE FROM trigger_events WHERE (graph, name, key) IN (
  SELECT graph, name, key FROM trigger_events AS old WHERE ended_at < $1 AND EXISTS (
    SELECT 1 FROM trigger_events AS newer WHERE newer.graph = old.graph AND newer.name = old.name AND newer.id > old.id
  ) LIMIT ${String(BATCH)}
)`,
      [before],
    );
    dropped += changed;
    if (changed < BATCH) break;
  }
  return dropped;
}
