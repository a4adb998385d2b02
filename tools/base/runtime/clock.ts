/** Tells the time, and measures durations. */
export interface Clock {
  /** Milliseconds since the epoch. It never goes back within a process, even when the system clock is set back. */
  readonly now: () => number;
  /** Milliseconds since an arbitrary moment. It cannot be set: the difference between two values is a duration. */
  readonly elapsed: () => number;
}

/** @param wall the system clock, in milliseconds since the epoch */
export function clockOver(wall: () => number, elapsed: () => number): Clock {
  let last = -Infinity;
  return { now: () => (last = Math.max(last, wall())), elapsed };
}

/** The clock of this machine. It is that of `performance.now()`, whose module takes longer to load than a short task has. */
export const CLOCK: Clock = clockOver(Date.now, () => {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
});

/**
 * @param since an earlier value of `elapsed`
 * @returns whole milliseconds
 */
export function millisSince({ elapsed }: Pick<Clock, 'elapsed'>, since: number): number {
  return Math.round(elapsed() - since);
}
