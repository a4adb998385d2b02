import { cutToWidth, type TerminalSize } from '../base/runtime/index.js';
import { count } from './numbers.js';

export interface WorkMeterOptions {
  readonly line: (text: string) => void;
  /** A terminal: shows lines below all others, and replaces those it showed before. If absent, lines are printed. */
  readonly live?:
    { readonly status: (lines: readonly string[]) => void; readonly size: () => TerminalSize } | undefined;
  /** Milliseconds since the program started. */
  readonly now: () => number;
}

/** Minimum time between two changes of the line on a terminal. */
const REPAINT_MS = 100;

/** Minimum time between two printed lines, and before the first. */
const LINE_MS = 10_000;

/**
 * Shows people what a long-running command does, and its progress. It reads the clock on every call, so call it for
 * each batch, not for each row.
 */
export class WorkMeter {
  readonly #options: WorkMeterOptions;
  #what = '';
  #noun = 'row';
  #counted = 0;
  #said: number;

  constructor(options: WorkMeterOptions) {
    this.#options = options;
    this.#said = options.live === undefined ? 0 : -Infinity;
  }

  /** Begins the next step: `verifying the catalog`. @param noun what `add` counts */
  begin(what: string, noun = 'row'): void {
    this.#what = what;
    this.#noun = noun;
    this.#counted = 0;
    if (this.#options.live === undefined) this.#maySay(LINE_MS);
    else this.#say();
  }

  /** Counts further rows. */
  add(rows: number): void {
    this.#counted += rows;
    this.#maySay(this.#options.live === undefined ? LINE_MS : REPAINT_MS);
  }

  /** Removes the line from the terminal. */
  end(): void {
    this.#options.live?.status([]);
  }

  #maySay(everyMs: number): void {
    if (this.#options.now() - this.#said >= everyMs) this.#say();
  }

  #say(): void {
    const { line, live, now } = this.#options;
    this.#said = now();
    const done = this.#counted === 0 ? '' : `: ${count(this.#counted, this.#noun)} so far`;
    const text = `${this.#what}${done}`;
    if (live === undefined) line(text);
    else live.status([cutToWidth(`${text} …`, Math.max(1, live.size().columns - 1))]);
  }
}
