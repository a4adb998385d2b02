import type { Verdict } from './attempts.js';
import { isWorthRetrying, retryDelayMs } from './retry.js';

/**
 * Which failed tasks are tried again, and when. A task that waits for its next attempt takes neither a slot nor resources.
 * It keeps its lease.
 */
export class Retries {
  readonly #random: () => number;
  readonly #onDue: (task: number) => void;
  /** Tasks that have failed in a batch or alone. They run alone from then on. */
  readonly #alone = new Set<number>();
  /** Those of them whose failure in a batch may have been that of another task, so that it does not count as a try. */
  readonly #excused = new Set<number>();
  readonly #timers = new Map<number, NodeJS.Timeout>();

  /**
   * @param random see `ExecDeps`
   * @param onDue called with each task, by index, when the time of its next attempt has come
   */
  constructor(random: () => number, onDue: (task: number) => void) {
    this.#random = random;
    this.#onDue = onDue;
  }

  /** How many tasks wait for their next attempt. */
  get waiting(): number {
    return this.#timers.size;
  }

  /** Whether the task has failed before, so that it may not be in a batch with others. */
  runsAlone(task: number): boolean {
    return this.#alone.has(task);
  }

  /**
   * Notes that an attempt at a task has failed.
   *
   * @param attempts how many the task has had
   * @returns milliseconds until the next one; nothing if another could not succeed, or if the job allows no more
   */
  delayOf(
    { task, failed, shared, policy }: Extract<Verdict, { kind: 'failed' }>,
    attempts: number,
  ): number | undefined {
    this.#alone.add(task);
    if (shared) this.#excused.add(task);
    const tries = attempts - (this.#excused.has(task) ? 1 : 0);
    if (tries > policy.retries || !isWorthRetrying(failed.problem)) return undefined;
    return shared ? 0 : retryDelayMs(policy, tries, this.#random());
  }

  /** Lets the task wait for its next attempt. */
  wait(task: number, delayMs: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(task);
      this.#onDue(task);
    }, delayMs);
    this.#timers.set(task, timer);
  }

  /** Nothing becomes due any more. */
  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }
}
