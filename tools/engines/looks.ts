export interface LooksOptions {
  /** The clock of durations, in milliseconds. */
  readonly elapsed: () => number;
  /** Time between two looks: right after something has changed, and at most. */
  readonly pollMs: { readonly first: number; readonly last: number };
  readonly look: () => void;
}

/** How much longer each look waits for which nothing has changed. */
const BACK_OFF = 1.5;

/** When to look: soon after something has changed, and less and less often while nothing does. */
export class Looks {
  readonly #options: LooksOptions;
  #timer: NodeJS.Timeout | undefined;
  /** When the timer is due, by the clock of durations. */
  #due = Infinity;
  #delayMs: number;

  constructor(options: LooksOptions) {
    this.#options = options;
    this.#delayMs = options.pollMs.first;
  }

  /** Looks in this time, unless it looks before. */
  within(delayMs: number): void {
    const { elapsed, look } = this.#options;
    const due = elapsed() + delayMs;
    if (due >= this.#due) return;
    this.#due = due;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#due = Infinity;
      look();
    }, delayMs);
  }

  /** Looks again. @param changed whether the last look has seen something new */
  again(changed: boolean): void {
    const { first, last } = this.#options.pollMs;
    this.#delayMs = changed ? first : Math.min(last, this.#delayMs * BACK_OFF);
    this.within(this.#delayMs);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}
