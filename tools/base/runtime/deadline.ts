import { endGroup } from './process_group.js';

/** The longest time that a timer of Node can wait: 24 days. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Ends a process group that takes too long: SIGTERM, then SIGKILL after the grace period. */
export class Deadline {
  #timer: NodeJS.Timeout;
  #passed = false;

  constructor(group: number, timeoutMs: number, graceMs: number) {
    const end = (): void => {
      this.#passed = true;
      this.#timer = endGroup(group, graceMs);
    };
    this.#timer = setTimeout(end, Math.min(timeoutMs, MAX_TIMER_MS));
  }

  /** Whether the deadline has passed. */
  get passed(): boolean {
    return this.#passed;
  }

  /**
   * Call this when the leader of the group has ended.
   *
   * @returns whether the deadline had passed
   */
  stop(): boolean {
    clearTimeout(this.#timer);
    return this.#passed;
  }
}
