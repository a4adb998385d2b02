/** A time of the catalog as RFC 3339 in UTC, with milliseconds. */
export function formatMicros(atMicros: number): string {
  return new Date(Math.trunc(atMicros / 1000)).toISOString();
}
