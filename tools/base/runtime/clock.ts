/** When something happens, and how long something takes. */
export interface Clock {
  /** Milliseconds since the epoch. Never goes back within a process, even when the system's clock is set back. */
  readonly now: () => number;
  /** Milliseconds since some moment. Nobody can set it: the difference of two is how long something took. */
  readonly elapsed: () => number;
}

/** @param wall milliseconds since the epoch, as the system has it */
export function clockOver(wall: () => number, elapsed: () => number): Clock {
  let last = -Infinity;
  return { now: () => (last = Math.max(last, wall())), elapsed };
}

/** The clock of this machine. */
export const CLOCK: Clock = clockOver(Date.now, () => performance.now());

/** @param since what `elapsed` was. @returns whole milliseconds */
export function millisSince({ elapsed }: Pick<Clock, 'elapsed'>, since: number): number {
  return Math.round(elapsed() - since);
}
