/** How much work is claimed ahead. Short tasks are claimed in few transactions, and long ones are left to other builds. */
const CLAIM_AHEAD_MS = 500;
const MAX_CLAIMED_AHEAD = 256;

/** Weight of the latest task in the average duration. */
const PACE_WEIGHT = 0.1;

/** How many tasks a build claims before it can start them, by how long its tasks take. */
export class ClaimAhead {
  readonly #size: number;
  /** Average duration of a task, in milliseconds. */
  #paceMs = CLAIM_AHEAD_MS;

  /** @param size how many attempts run at the same time */
  constructor(size: number) {
    this.#size = size;
  }

  get count(): number {
    return Math.min(MAX_CLAIMED_AHEAD, Math.floor((this.#size * CLAIM_AHEAD_MS) / this.#paceMs));
  }

  /** A task has ended. @param durationMs 0 if it did not run */
  learn(durationMs: number): void {
    this.#paceMs += (durationMs - this.#paceMs) * PACE_WEIGHT;
  }
}
