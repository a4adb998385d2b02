/**
 * How long each task of a batch took. Those whose time was reported have it. The others share what is left of the duration
 * of the attempt equally.
 *
 * @param totalMs whole milliseconds
 * @param reported whole milliseconds, for each task
 * @returns whole milliseconds; their sum is the total, unless more was reported
 */
export function shareDuration(totalMs: number, reported: readonly (number | undefined)[]): number[] {
  let unreported = 0;
  let leftMs = totalMs;
  for (const ms of reported) {
    if (ms === undefined) unreported++;
    else leftMs -= ms;
  }
  const sharedMs = Math.max(0, leftMs);
  let given = 0;
  // The difference of rounded sums, so that rounding loses nothing.
  const until = (count: number): number => Math.round((sharedMs * count) / unreported);
  return reported.map((ms) => ms ?? until(++given) - until(given - 1));
}
