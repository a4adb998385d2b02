/**
 * The time of the next event of a catalog: microseconds since the epoch by its clock, but always later than the last
 * event, even if the clock steps back. So these times order the events, also after a merge into another catalog.
 *
 * @param nowMs milliseconds since the epoch
 * @param last the time of the catalog's last event
 */
export function nextMicros(nowMs: number, last: number): number {
  return Math.max(Math.trunc(nowMs * 1000), last + 1);
}
