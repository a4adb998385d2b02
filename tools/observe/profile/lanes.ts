/** Numbers rows so that what overlaps in time is in different rows, and as few rows as possible are used. */
export class Lanes {
  readonly #taken: boolean[] = [];

  /** Takes the lowest free row. @returns its number, from 0 */
  take(): number {
    const free = this.#taken.indexOf(false);
    const lane = free < 0 ? this.#taken.length : free;
    this.#taken[lane] = true;
    return lane;
  }

  free(lane: number): void {
    this.#taken[lane] = false;
  }
}
