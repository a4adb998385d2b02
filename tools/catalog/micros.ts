/**
 * Times of a catalog's events: microseconds since the epoch by its clock, moved ahead as far as needed to strictly
 * increase, also when the clock steps back. So they order the events, and the same events merged anywhere else.
 *
 * @param nowMs milliseconds since the epoch
 * @param last the catalog's last event
 */
export function nextMicros(nowMs: number, last: number): number {
  return Math.max(Math.trunc(nowMs * 1000), last + 1);
}
